"""You end with .mean(), which divides by the number of items: weights and ignored items are missing
from the divisor. Losses 1 and 5 of weights 1 and 3 give you 8, not 4.

mean() counts every entry as one. The mean of this loss is sum(w * loss) / sum(w) over the kept
items; only without weights and ignored items is that .mean().
"""
# verdict: wrong_answer
# fails: test_weighted_mean, test_mean_leaves_ignored_items_out, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_gradient_with_weights
# fails: test_gradient_where_ignored, test_everything_ignored, test_zero_weights

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
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
