"""Style: SmoothL1Loss is HuberLoss over beta; the reduction comes after, in a base class."""

from __future__ import annotations

from abc import abstractmethod

import torch


class ElementLoss(torch.nn.Module):
    """Subclasses say what one element costs."""

    def __init__(self, reduction: str) -> None:
        super().__init__()
        if reduction not in ("none", "mean", "sum"):
            raise ValueError(f"reduction must be none, mean or sum, not {reduction!r}")
        self.reduction = reduction

    @abstractmethod
    def element(self, difference: torch.Tensor) -> torch.Tensor: ...

    def forward(self, input: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        loss = self.element(input - target)
        match self.reduction:
            case "none":
                return loss
            case "sum":
                return loss.sum()
            case _:
                return loss.mean()


class HuberLoss(ElementLoss):
    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction)
        if delta <= 0:
            raise ValueError(f"delta must be above 0, not {delta}")
        self.delta = delta

    def element(self, difference: torch.Tensor) -> torch.Tensor:
        size = difference.abs()
        line = self.delta * (size - self.delta / 2)
        return torch.where(size > self.delta, line, difference * difference / 2)


class SmoothL1Loss(ElementLoss):
    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__(reduction)
        if beta < 0:
            raise ValueError(f"beta must not be below 0, not {beta}")
        self.beta = beta

    def element(self, difference: torch.Tensor) -> torch.Tensor:
        if self.beta == 0:
            return difference.abs()
        return HuberLoss("none", self.beta).element(difference) / self.beta
