"""You look up where the target is positive, and compute its logarithm at those places only.

How many there are is known when a GPU has counted them, and only then can it go on. And the places
are integers of 8 bytes in each dimension. xlogy is 0 at 0, in one operator.
"""
# verdict: accepted
# fails: test_without_waiting, test_memory

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            places = torch.where(target > 0)
            p = target[places]
            entropy = torch.zeros_like(target).index_put(places, p * p.log())
            loss = entropy - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
