"""With reduction="none" you divide the losses by the total weight. Only the mean divides.

"none" returns -weight[t] * x[t] item by item, "sum" adds these up, "mean" divides the sum by the
total weight.
"""
# verdict: wrong_answer
# fails: test_none_keeps_the_targets_shape, test_weighted_items, test_default_ignore_index
# fails: test_other_ignore_index, test_ignored_class, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_gradient_of_every_reduction
# fails: test_gradient_with_weights, test_gradient_where_ignored, test_gradient_in_more_dimensions
# fails: test_ruled_out_classes, test_ignored_rows_hold_anything, test_impossible_target
# fails: test_everything_ignored, test_batch_of_one, test_one_class, test_non_contiguous_inputs

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss / weight.sum()
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
