"""Style: q = min(|d|, delta), then q² / 2 + delta * (|d| - q): no branch at all."""

import torch
from torch import Tensor, nn


class HuberLoss(nn.Module):
    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__()
        if reduction not in {"mean", "sum", "none"}:
            raise ValueError(f"reduction={reduction!r}")
        if delta <= 0:
            raise ValueError(f"delta={delta}")
        self.reduction = reduction
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        size = torch.sub(input, target).abs()
        quadratic = torch.minimum(size, size.new_tensor(self.delta))
        loss = 0.5 * quadratic**2 + self.delta * (size - quadratic)
        return loss if self.reduction == "none" else getattr(torch, self.reduction)(loss)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__()
        if reduction not in {"mean", "sum", "none"}:
            raise ValueError(f"reduction={reduction!r}")
        if beta < 0:
            raise ValueError(f"beta={beta}")
        self.reduction = reduction
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        loss = torch.sub(input, target).abs()
        if self.beta != 0:
            quadratic = torch.minimum(loss, loss.new_tensor(self.beta))
            loss = 0.5 * quadratic**2 / self.beta + (loss - quadratic)
        return loss if self.reduction == "none" else getattr(torch, self.reduction)(loss)
