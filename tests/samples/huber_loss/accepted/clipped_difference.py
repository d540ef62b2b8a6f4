"""Style: c = clip(d, ±delta) is the gradient, and c * (d - c / 2) the loss; one shared function."""

import torch.nn.functional as F
from torch import nn


def clipped_product(d, limit):
    c = F.hardtanh(d, -limit, limit)
    return c * (d - c / 2)


REDUCE = {
    "mean": lambda loss: loss.sum() / loss.numel() if loss.numel() else loss.mean(),
    "sum": lambda loss: loss.sum(),
    "none": lambda loss: loss,
}


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        if reduction not in REDUCE:
            raise ValueError(reduction)
        if delta <= 0:
            raise ValueError(delta)
        self.reduce = REDUCE[reduction]
        self.delta = delta

    def forward(self, input, target):
        return self.reduce(clipped_product(input - target, self.delta))


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        if reduction not in REDUCE:
            raise ValueError(reduction)
        if beta < 0:
            raise ValueError(beta)
        self.reduce = REDUCE[reduction]
        self.beta = beta

    def forward(self, input, target):
        d = input - target
        return self.reduce(clipped_product(d, self.beta) / self.beta if self.beta else d.abs())
