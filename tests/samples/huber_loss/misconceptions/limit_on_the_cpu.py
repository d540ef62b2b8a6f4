"""You clip at torch.full(size.shape, delta), which is on the CPU whatever the device of the input
is.

A tensor with a dimension does not mix with those of a GPU. delta is a number: clamp takes it as
it is.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

import torch
from torch import Tensor, nn


class HuberLoss(nn.Module):
    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        if delta <= 0:
            raise ValueError(f"delta is {delta}; use a number above 0")
        self.reduction = reduction
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        size = torch.abs(input - target)
        near = torch.minimum(size, torch.full(size.shape, self.delta, dtype=size.dtype))
        loss = near * (size - near / 2)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        if beta < 0:
            raise ValueError(f"beta is {beta}; use 0 or a number above it")
        self.reduction = reduction
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        loss = torch.abs(input - target)
        if self.beta > 0:
            near = torch.minimum(loss, torch.full(loss.shape, self.beta, dtype=loss.dtype))
            loss = near * (loss - near / 2) / self.beta
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
