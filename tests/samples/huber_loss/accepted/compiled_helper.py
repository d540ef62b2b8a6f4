"""Style: the arithmetic stands in a function under torch.compile, the bookkeeping in the module."""

import torch
from torch import Tensor, nn


@torch.compile(backend="eager", dynamic=True)
def huber(input: Tensor, target: Tensor, delta: float) -> Tensor:
    size = (input - target).abs()
    return torch.where(size < delta, 0.5 * size * size, delta * (size - 0.5 * delta))


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        if delta <= 0:
            raise ValueError(f"delta is {delta}")
        self.reduction = reduction
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        loss = huber(input, target, self.delta)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        if beta < 0:
            raise ValueError(f"beta is {beta}")
        self.reduction = reduction
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if self.beta == 0:
            loss = torch.abs(input - target)
        else:
            loss = huber(input, target, self.beta) / self.beta
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
