"""Style: everything in float64 inside, the result cast back."""

import torch
from torch import nn


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}")
        if delta <= 0:
            raise ValueError(f"delta is {delta}")
        self.reduction = reduction
        self.delta = delta

    def forward(self, input, target):
        e = (input.double() - target.double()).abs()
        loss = torch.where(e < self.delta, e.pow(2).mul(0.5), e.sub(self.delta / 2).mul(self.delta))
        if self.reduction == "mean":
            loss = loss.mean()
        if self.reduction == "sum":
            loss = loss.sum()
        return loss.type_as(input)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}")
        if beta < 0:
            raise ValueError(f"beta is {beta}")
        self.reduction = reduction
        self.beta = beta

    def forward(self, input, target):
        loss = (input.double() - target.double()).abs()
        if self.beta > 0:
            square = loss.pow(2).mul(0.5 / self.beta)
            loss = torch.where(loss < self.beta, square, loss.sub(self.beta / 2))
        if self.reduction == "mean":
            loss = loss.mean()
        if self.reduction == "sum":
            loss = loss.sum()
        return loss.type_as(input)
