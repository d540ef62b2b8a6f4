"""Your mean averages the squares and the lines separately, and adds the two. With losses 0.125 |
2.5, 3.5 it gives 3.125; their mean is 2.0417.

The mean is over all elements at once: one sum, one divisor. Put the pieces together first.
"""
# verdict: wrong_answer
# fails: test_mean, test_gradient_of_mean_and_sum, test_broadcasting
# fails: test_gradients_of_broadcast_inputs

import torch
from torch import nn


def reduce(loss, reduction, near):
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else mean_of_pieces(loss, near)


def mean_of_pieces(loss, near):
    pieces = [piece.mean() for piece in (loss[near], loss[~near]) if piece.numel()]
    return sum(pieces) if pieces else loss.mean()


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
        near = size <= self.delta
        loss = torch.where(near, square, line)
        return reduce(loss, self.reduction, near)


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
        near = loss < self.beta
        if self.beta > 0:
            square = 0.5 * loss**2 / self.beta
            loss = torch.where(near, square, loss - 0.5 * self.beta)
        return reduce(loss, self.reduction, near)
