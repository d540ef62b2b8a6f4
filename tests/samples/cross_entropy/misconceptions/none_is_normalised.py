"""With reduction="none" you divide every item by the total weight, as the mean does.

"none" gives the terms of the sum, weight[t] * (logsumexp(x) - x[t]) each. Only the mean has a
divisor.
"""
# verdict: wrong_answer
# fails: test_none_keeps_the_targets_shape, test_weighted_items, test_default_ignore_index
# fails: test_other_ignore_index, test_ignored_class, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_gradient_where_ignored
# fails: test_gradient_in_more_dimensions, test_everything_ignored, test_batch_of_one
# fails: test_non_contiguous_inputs, test_gradient_of_sum_and_none, test_large_logits
# fails: test_mixed_magnitudes, test_constant_offsets, test_masked_classes

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
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

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss / weight.sum()
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
