"""A Python loop computes the loss row by row, and stacks the rows.

Each row costs a few operators, and each operator microseconds to start, however little it computes.
Elementwise operators take the whole tensor.
"""
# verdict: accepted
# fails: test_operators

import torch
from torch import nn


def reduce(loss, reduction):
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.mean()


def huber(size, delta):
    near = size.clamp(max=delta)
    return near * (size - near / 2)


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
        if size.dim() == 0 or len(size) == 0:
            loss = huber(size, self.delta)
        else:
            loss = torch.stack([huber(row, self.delta) for row in size])
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
            loss = huber(loss, self.beta) / self.beta
        return reduce(loss, self.reduction)
