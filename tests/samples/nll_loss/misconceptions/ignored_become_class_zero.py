"""You replace ignored targets by class 0, so that gather works, and then let them count as class 0.

The replacement only serves the lookup. Afterwards these items must vanish: torch.where(kept, loss,
0), and the same for their weights.
"""
# verdict: wrong_answer
# fails: test_default_ignore_index, test_other_ignore_index, test_ignored_class
# fails: test_mean_leaves_ignored_items_out, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_gradient_where_ignored, test_everything_ignored
# fails: test_ignored_rows_hold_anything

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
        loss = loss * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
