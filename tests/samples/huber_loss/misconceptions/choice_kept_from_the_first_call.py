"""HuberLoss keeps which elements lie on the square from the first call of a shape, and goes by it
for other numbers.

Which piece an element is on depends on its numbers, not on its shape. A loss has no state but its
options: compute the choice in every call.
"""
# verdict: wrong_answer
# fails: test_same_input_same_output

import torch
from torch import nn


def _check(reduction):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"bad reduction {reduction!r}")

def _reduce(loss, reduction):
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.mean()


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        _check(reduction)
        if delta <= 0:
            raise ValueError("delta must be positive")
        self.reduction, self.delta = reduction, delta
        self._m = None

    def forward(self, input, target):
        delta = self.delta
        d = (input - target).abs()
        if self._m is None or self._m.shape != d.shape or self._dt != d.dtype:
            self._m, self._dt = d <= delta, d.dtype
        return _reduce(torch.where(self._m, 0.5 * d * d, delta * (d - 0.5 * delta)), self.reduction)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        _check(reduction)
        if beta < 0:
            raise ValueError("beta must not be negative")
        self.reduction, self.beta = reduction, beta

    def forward(self, input, target):
        beta = self.beta
        d = (input - target).abs()
        if beta == 0:
            return _reduce(d, self.reduction)
        loss = torch.where(d < beta, 0.5 * d * d / beta, d - 0.5 * beta)
        return _reduce(loss, self.reduction)
