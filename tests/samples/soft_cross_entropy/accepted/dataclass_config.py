"""Style: postponed annotations, a frozen config, type aliases and small typed functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Optional, get_args

import torch
from torch import Tensor, nn

Reduction = Literal["mean", "sum", "none"]
OptionalTensor = Optional[Tensor]


@dataclass(frozen=True, slots=True)
class Config:
    reduction: Reduction = "mean"

    def __post_init__(self) -> None:
        if self.reduction not in get_args(Reduction):
            raise ValueError(f"reduction must be one of {get_args(Reduction)}: {self.reduction!r}")


def per_position(logits: Tensor, probs: Tensor, weight: OptionalTensor) -> Tensor:
    """(C,) or (N, C, ...) logits and probabilities to one loss per position."""
    class_dim: int = min(1, logits.dim() - 1)
    terms = (probs * torch.log_softmax(logits, dim=class_dim)).neg()
    if weight is not None:
        terms = terms.transpose(class_dim, -1).mul(weight).transpose(class_dim, -1)
    return terms.sum(dim=class_dim)


def reduce(loss: Tensor, reduction: Reduction) -> Tensor:
    match reduction:
        case "none":
            return loss
        case "sum":
            return loss.sum()
        case _:
            return loss.mean()


class CrossEntropyLoss(nn.Module):
    weight: OptionalTensor

    def __init__(self, weight: OptionalTensor = None, reduction: Reduction = "mean") -> None:
        super().__init__()
        self.config = Config(reduction)
        self.register_buffer("weight", weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return reduce(per_position(input, target, self.weight), self.config.reduction)
