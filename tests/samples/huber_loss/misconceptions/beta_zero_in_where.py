"""With beta = 0 your SmoothL1Loss has the right value and the gradient nan: where() differentiates
d² / 0 too, although it does not take it.

The branch not taken gets the gradient 0, and 0 * inf = nan. Keep the division by 0 from being
computed: a Python if on beta, or harmless numbers in the branch not taken (the double where).
"""
# verdict: wrong_answer
# fails: test_gradient_of_l1, test_beta_zero_is_l1

import torch
from torch import nn


def reduce(loss, reduction):
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.mean()


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        if delta <= 0:
            raise ValueError(f"delta is {delta}, not above 0")
        self.reduction = reduction
        self.delta = delta

    def forward(self, input, target):
        size = (input - target).abs()
        square = 0.5 * size**2
        line = self.delta * (size - 0.5 * self.delta)
        loss = torch.where(size <= self.delta, square, line)
        return reduce(loss, self.reduction)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        if beta < 0:
            raise ValueError(f"beta is {beta}, below 0")
        self.reduction = reduction
        self.beta = beta

    def forward(self, input, target):
        loss = (input - target).abs()
        square = 0.5 * loss**2 / self.beta
        loss = torch.where(loss < self.beta, square, loss - 0.5 * self.beta)
        return reduce(loss, self.reduction)
