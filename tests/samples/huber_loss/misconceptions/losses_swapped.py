"""You swapped the two losses: your HuberLoss divides by delta, your SmoothL1Loss multiplies by
beta. At d = 3 and delta = beta = 2, Huber is 4 and SmoothL1 is 2.

HuberLoss keeps the curvature 1 near zero and has the slope delta far out; SmoothL1Loss keeps the
slope 1 and has the curvature 1 / beta. They agree only where delta = beta = 1.
"""
# verdict: wrong_answer
# fails: test_huber_delta, test_smooth_l1_beta, test_huber_gradient, test_smooth_l1_gradient
# fails: test_extreme_options, test_gradient_of_outliers, test_at_the_join

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
        square = 0.5 * size**2 / self.delta
        line = size - 0.5 * self.delta
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
        if self.beta > 0:
            square = 0.5 * loss**2
            loss = torch.where(loss < self.beta, square, self.beta * (loss - 0.5 * self.beta))
        return reduce(loss, self.reduction)
