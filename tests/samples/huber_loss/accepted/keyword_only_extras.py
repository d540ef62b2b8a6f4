"""Style: keyword-only arguments beyond torch's, with defaults that change nothing."""

import math

import torch
from torch import Tensor, nn


class HuberLoss(nn.Module):
    def __init__(
        self,
        reduction: str = "mean",
        delta: float = 1.0,
        *,
        weight: Tensor | None = None,
        scale: float = 1.0,
    ) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"no such reduction: {reduction!r}")
        if not (delta > 0 and math.isfinite(delta)):
            raise ValueError(f"delta must be positive and finite: {delta}")
        self.reduction, self.scale = reduction, scale
        self.register_buffer("delta", torch.tensor(float(delta), dtype=torch.float64))
        self.register_buffer("weight", weight)

    def extra_repr(self) -> str:
        return f"reduction={self.reduction!r}, delta={float(self.delta):g}"

    def forward(self, input: Tensor, target: Tensor, **_: object) -> Tensor:
        # A 0-d tensor does not widen the dtype of the others.
        size = (input - target).abs() / self.scale
        near = size.minimum(self.delta.to(size.dtype))
        loss = near * (size - near / 2)
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()


class SmoothL1Loss(nn.Module):
    def __init__(
        self, reduction: str = "mean", beta: float = 1.0, *, kink: float = 0.0, **extras: object
    ) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"no such reduction: {reduction!r}")
        if beta < 0:
            raise ValueError(f"beta must not be negative: {beta}")
        self.reduction, self.beta = reduction, beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        size = torch.abs(target - input)
        if self.beta:
            ratio = torch.clamp(size / self.beta, max=1)
            size = size * ratio - self.beta * ratio**2 / 2
        if self.reduction == "none":
            return size
        return size.sum() if self.reduction == "sum" else size.mean()
