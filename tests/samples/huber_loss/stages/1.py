"""Stops after stage 1: one curve for both classes, element by element, without options."""

import torch
from torch import nn


def curve(input, target):
    size = torch.abs(input - target)
    near = (size <= 1).to(size.dtype)
    return near * (0.5 * size**2) + (1 - near) * (size - 0.5)


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()

    def forward(self, input, target):
        return curve(input, target)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()

    def forward(self, input, target):
        return curve(input, target)
