"""Style: postponed annotations, a frozen config, and one small class per kind of target."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

import torch
from torch import Tensor, nn

Reduction = Literal["mean", "sum", "none"]


@dataclass(frozen=True, slots=True)
class Config:
    ignore_index: int = -100
    reduction: Reduction = "mean"
    label_smoothing: float = field(default=0.0)

    def __post_init__(self) -> None:
        if self.reduction not in get_args(Reduction):
            raise ValueError(f"reduction must be one of {get_args(Reduction)}: {self.reduction!r}")


class Target(Protocol):
    def cost(self, costs: Tensor) -> Tensor: ...
    def keep(self, loss: Tensor) -> Tensor: ...
    def divisor(self, loss: Tensor, weight: Tensor | None) -> Tensor: ...


@dataclass(frozen=True)
class Indices:
    index: Tensor
    kept: Tensor

    @classmethod
    def of(cls, target: Tensor, ignore_index: int) -> Indices:
        kept = target != ignore_index
        return cls(torch.where(kept, target, torch.zeros_like(target)), kept)

    def cost(self, costs: Tensor) -> Tensor:
        return torch.gather(costs, -1, self.index[..., None])[..., 0]

    def keep(self, loss: Tensor) -> Tensor:
        return torch.where(self.kept, loss, torch.zeros_like(loss))

    def divisor(self, loss: Tensor, weight: Tensor | None) -> Tensor:
        per_item = torch.ones_like(loss) if weight is None else weight[self.index]
        return self.keep(per_item).sum()


@dataclass(frozen=True)
class Probabilities:
    probs: Tensor

    def cost(self, costs: Tensor) -> Tensor:
        return (self.probs * costs).sum(-1)

    def keep(self, loss: Tensor) -> Tensor:
        return loss

    def divisor(self, loss: Tensor, weight: Tensor | None) -> Tensor:
        return torch.ones_like(loss).sum()


def classes_last(tensor: Tensor) -> Tensor:
    return tensor if tensor.dim() == 1 else tensor.movedim(1, -1)


class CrossEntropyLoss(nn.Module):
    def __init__(
        self,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        reduction: Reduction = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__()
        self.config = Config(ignore_index, reduction, label_smoothing)
        self.register_buffer("weight", weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        goal: Target = (
            Probabilities(classes_last(target))
            if target.is_floating_point()
            else Indices.of(target, self.config.ignore_index)
        )
        costs = classes_last(input).log_softmax(-1).neg()
        costs = costs if self.weight is None else costs * self.weight
        loss = goal.cost(costs)
        if (eps := self.config.label_smoothing) > 0.0:
            loss = torch.lerp(loss, costs.mean(-1), eps)
        loss = goal.keep(loss)
        match self.config.reduction:
            case "none":
                return loss
            case "sum":
                return loss.sum()
            case _:
                return loss.sum() / goal.divisor(loss, self.weight)
