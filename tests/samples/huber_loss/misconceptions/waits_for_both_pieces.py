"""You pick the differences on the square and those on the line by boolean masks, and write each
into their places.

How many a mask picks is known only when the GPU has counted them, so every mask waits. torch.where,
or clamp, gives each element its piece at a fixed shape.
"""
# verdict: accepted
# fails: test_without_waiting

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
        near = size <= self.delta
        loss = torch.empty_like(size)
        loss[near] = size[near] ** 2 / 2
        loss[~near] = self.delta * (size[~near] - self.delta / 2)
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
            near = loss.clamp(max=self.beta)
            loss = near * (loss - near / 2) / self.beta
        return reduce(loss, self.reduction)
