"""Your total begins as torch.zeros(()) and the losses are added to it in place. It is on the CPU,
and a GPU's numbers are not added into a CPU tensor.

A sum needs no beginning. Where one does, loss.new_zeros(()) is on the device of the losses.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

import torch
from torch import nn


def reduce(loss, reduction):
    if reduction == "none":
        return loss
    total = torch.zeros((), dtype=loss.dtype)
    total += loss.sum() if reduction == "sum" else loss.mean()
    return total


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
        near = size.clamp(max=self.delta)
        loss = near * (size - near / 2)
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
