"""Style: no nn.Module: frozen dataclasses with __call__, enums, postponed annotations, aliases."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Callable

import torch
from torch import Tensor

Reducer = Callable[[Tensor], Tensor]


class Reduction(str, Enum):
    MEAN = "mean"
    SUM = "sum"
    NONE = "none"

    def apply(self, loss: Tensor) -> Tensor:
        reducers: dict[Reduction, Reducer] = {
            Reduction.MEAN: torch.mean,
            Reduction.SUM: torch.sum,
            Reduction.NONE: lambda unreduced: unreduced,
        }
        return reducers[self](loss)


def huber_element(size: Tensor, knee: float) -> Tensor:
    below = torch.clamp(size, max=knee)
    above = torch.clamp(size - knee, min=0)
    return below.square() / 2 + knee * above


@dataclass(frozen=True)
class HuberLoss:
    reduction: str = "mean"
    delta: float = 1.0

    def __post_init__(self) -> None:
        Reduction(self.reduction)  # raises ValueError for another name
        if self.delta <= 0:
            raise ValueError(f"{self.delta=}")

    def __call__(self, input: Tensor, target: Tensor) -> Tensor:
        loss = huber_element((input - target).abs(), self.delta)
        return Reduction(self.reduction).apply(loss)


@dataclass(frozen=True)
class SmoothL1Loss:
    reduction: str = "mean"
    beta: float = 1.0

    def __post_init__(self) -> None:
        Reduction(self.reduction)
        if self.beta < 0:
            raise ValueError(f"{self.beta=}")

    def __call__(self, input: Tensor, target: Tensor) -> Tensor:
        size = (input - target).abs()
        loss = huber_element(size, self.beta) / self.beta if self.beta else size
        return Reduction(self.reduction).apply(loss)
