"""Style: the double where: the branch not taken gets harmless numbers, so beta = 0 needs no if."""

import torch
from torch import Tensor, nn


def reduce(loss: Tensor, reduction: str) -> Tensor:
    if reduction == "mean":
        return loss.mean()
    if reduction == "sum":
        return loss.sum()
    if reduction == "none":
        return loss
    raise ValueError(f"{reduction} is not a valid value for reduction")


class HuberLoss(nn.Module):
    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__()
        self.reduction, self.delta = reduction, delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if not self.delta > 0:
            raise RuntimeError("huber_loss does not support non-positive values for delta.")
        d = input - target
        small = d.abs() < self.delta
        inner = torch.where(small, d, torch.zeros_like(d))
        outer = torch.where(small, torch.zeros_like(d), d.abs() - self.delta / 2)
        return reduce(inner.square() / 2 + self.delta * outer, self.reduction)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__()
        self.reduction, self.beta = reduction, beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if not self.beta >= 0:
            raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
        d = input - target
        small = d.abs() < self.beta
        inner = torch.where(small, d, torch.zeros_like(d))
        curve = inner.square() / (2 * self.beta if self.beta else 1.0)
        outer = torch.where(small, torch.zeros_like(d), d.abs() - self.beta / 2)
        return reduce(curve + outer, self.reduction)
