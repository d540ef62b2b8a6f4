"""Your mean divides by input.numel(). With input (3, 1) and target (3,) the loss has 9 elements,
and you divide by 3.

input and target broadcast, so the loss may have more elements than either: take its own mean.
"""
# verdict: wrong_answer
# fails: test_broadcasting, test_gradients_of_broadcast_inputs

import torch
from torch import nn


def reduce(loss, reduction, input):
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.sum() / input.numel()


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
        return reduce(loss, self.reduction, input)


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
        return reduce(loss, self.reduction, input)
