"""Style: a frozen config, small typed functions, an enum, postponed annotations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Optional

import torch
from torch import Tensor, nn

OptionalTensor = Optional[Tensor]


class Reduction(str, Enum):
    MEAN = "mean"
    SUM = "sum"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Item:
    """What the answers "yes" and "no" cost."""

    yes: Tensor
    no: Tensor

    @classmethod
    def of(cls, logits: Tensor) -> Item:
        softplus = nn.Softplus()
        return cls(yes=softplus(-logits), no=softplus(logits))

    def expected(self, target: Tensor, pos_weight: OptionalTensor) -> Tensor:
        positive = target if pos_weight is None else target * pos_weight
        return positive * self.yes + (1 - target) * self.no


def reduce(loss: Tensor, reduction: Reduction) -> Tensor:
    if reduction is Reduction.NONE:
        return loss
    total = loss.sum()
    return total if reduction is Reduction.SUM else torch.div(total, loss.numel())


class BCEWithLogitsLoss(nn.Module):
    weight: OptionalTensor
    pos_weight: OptionalTensor

    def __init__(
        self,
        weight: OptionalTensor = None,
        reduction: str = "mean",
        pos_weight: OptionalTensor = None,
    ) -> None:
        super().__init__()
        self.reduction = Reduction(reduction)  # raises ValueError for another name
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if input.shape != target.shape:
            raise ValueError(f"shapes differ: {tuple(input.shape)}, {tuple(target.shape)}")
        loss = Item.of(input).expected(target, self.pos_weight)
        return reduce(loss if self.weight is None else loss * self.weight, self.reduction)
