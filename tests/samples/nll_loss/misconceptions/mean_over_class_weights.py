"""Your mean divides by weight.sum(), the sum over the classes. The divisor is the sum over the
items: weight[target].sum().

A class that occurs twice in the batch adds its weight twice, an absent one not at all. Pick the
weights by the targets, then add them up.
"""
# verdict: wrong_answer
# fails: test_weighted_mean, test_weights_with_ignore_index, test_all_together_in_more_dimensions
# fails: test_gradient_with_weights, test_zero_weights
# may fail: test_everything_ignored

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
        if self.weight is not None:
            return loss.sum() / self.weight.sum()
        return loss.sum() / weight.sum()
