"""Stops after stage 4: right for numbers of any size, but options are not checked."""

import torch
from torch import nn


def reduce(loss, reduction):
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.mean()


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        self.reduction = reduction
        self.delta = delta

    def forward(self, input, target):
        size = torch.abs(input - target)
        near = size.clamp(max=self.delta)
        return reduce(near * (size - 0.5 * near), self.reduction)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        self.reduction = reduction
        self.beta = beta

    def forward(self, input, target):
        loss = torch.abs(input - target)
        if self.beta > 0:
            near = loss.clamp(max=self.beta)
            loss = near * (loss - 0.5 * near) / self.beta
        return reduce(loss, self.reduction)
