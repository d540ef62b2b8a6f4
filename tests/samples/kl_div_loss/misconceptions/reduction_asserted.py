"""You check the reduction with assert, which raises AssertionError, and nothing at all under python
-O.

An argument that a caller got wrong is a ValueError. assert is for what cannot happen.
"""
# verdict: runtime_error
# fails: test_unknown_reduction

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        assert reduction in ("mean", "batchmean", "sum", "none"), f"unknown: {reduction!r}"
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
