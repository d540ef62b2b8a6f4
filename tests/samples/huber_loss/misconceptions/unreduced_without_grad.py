"""Under torch.no_grad() you return the sum. The same call must give the same value, whether
autograd records or not.

Whether gradients are wanted is no option of the loss. Who wants the sum says reduction="sum".
"""
# verdict: wrong_answer
# fails: test_whatever_comes_together

import torch
from torch import nn


def reduce(loss, reduction):
    if reduction == "none" and torch.is_grad_enabled():
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
        if self.beta > 0:
            square = 0.5 * loss**2 / self.beta
            loss = torch.where(loss < self.beta, square, loss - 0.5 * self.beta)
        return reduce(loss, self.reduction)
