"""You convert input and target to float64, so that the square of 1e20 does not overflow, and the
loss back.

Every tensor on the way is then twice as large, and a GPU computes float64 many times as slowly.
With n = min(|d|, delta) the loss is n * (|d| - n / 2), which squares no large difference.
"""
# verdict: accepted
# fails: test_memory

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
        x, y = input.double(), target.double()
        size = (x - y).abs()
        line = self.delta * (size - self.delta / 2)
        loss = torch.where(size <= self.delta, size**2 / 2, line)
        return reduce(loss, self.reduction).to(input.dtype)


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
            near = loss.clamp(max=self.beta)
            loss = near * (loss - near / 2) / self.beta
        return reduce(loss, self.reduction)
