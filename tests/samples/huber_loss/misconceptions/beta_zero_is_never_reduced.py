"""SmoothL1Loss with beta=0 returns |d| itself, whatever the reduction is.

Only the formula differs at beta = 0. What every call ends with, the reduction, stands after the
branch and not in one of its arms.
"""
# verdict: wrong_answer
# fails: test_beta_zero_is_l1

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

    def forward(self, input, target):
        delta = self.delta
        d = (input - target).abs()
        loss = torch.where(d <= delta, 0.5 * d * d, delta * (d - 0.5 * delta))
        return _reduce(loss, self.reduction)


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
            return d
        loss = torch.where(d < beta, 0.5 * d * d / beta, d - 0.5 * beta)
        return _reduce(loss, self.reduction)
