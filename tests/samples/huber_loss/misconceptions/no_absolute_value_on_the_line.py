"""The line of your SmoothL1Loss takes the signed difference. At d = -3, beta = 1 you give -3.5; it
is 2.5.

The loss is even in d and never negative: the line is |d| - beta / 2.
"""
# verdict: wrong_answer
# fails: test_smooth_l1_line, test_smooth_l1_beta, test_each_element_by_itself, test_defaults
# fails: test_smooth_l1_gradient, test_target_gradient, test_large_differences
# fails: test_gradient_of_outliers, test_at_the_join

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
        difference = input - target
        loss = difference.abs()
        if self.beta > 0:
            square = 0.5 * loss**2 / self.beta
            loss = torch.where(loss < self.beta, square, difference - 0.5 * self.beta)
        return reduce(loss, self.reduction)
