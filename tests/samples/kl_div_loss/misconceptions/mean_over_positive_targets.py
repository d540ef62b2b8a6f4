"""Your "mean" divides by the number of targets that are not 0. A zero adds nothing to the sum, but
it is an element, and "mean" counts all of them.

For input [[-1, -2]] and target [[1, 0]] the mean is 1 / 2. Only an ignore_index takes elements out
of a divisor, and this loss has none.
"""
# verdict: wrong_answer
# fails: test_zeros_in_the_target

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
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        if self.log_target:
            return loss.mean()
        return loss.sum() / (target != 0).sum()
