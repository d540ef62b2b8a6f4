"""You handle ignore_index only where it is one of the classes. A target of -100, the default, goes
straight into gather, which refuses it.

ignore_index usually lies outside [0, C), just so that it cannot be a class. Replace such targets by
a valid index before gather, and drop what it picked for them afterwards.
"""
# verdict: runtime_error
# fails: test_default_ignore_index, test_other_ignore_index, test_mean_leaves_ignored_items_out
# fails: test_weights_with_ignore_index, test_all_together_in_more_dimensions
# fails: test_gradient_where_ignored, test_everything_ignored, test_ignored_rows_hold_anything

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
        kept = torch.ones_like(target, dtype=torch.bool)
        if 0 <= self.ignore_index < input.shape[dim]:
            kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
