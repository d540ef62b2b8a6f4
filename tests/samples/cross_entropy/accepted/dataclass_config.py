"""Style: a frozen config, small typed helper functions, postponed annotations and type aliases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Optional, get_args

import torch
from torch import Tensor, nn

Reduction = Literal["mean", "sum", "none"]
OptionalTensor = Optional[Tensor]


@dataclass(frozen=True, slots=True)
class Config:
    ignore_index: int = -100
    reduction: Reduction = "mean"

    def __post_init__(self) -> None:
        if self.reduction not in get_args(Reduction):
            raise ValueError(f"reduction must be one of {get_args(Reduction)}: {self.reduction!r}")


@dataclass
class Items:
    """Losses and weights of the items, both 0 where an item is ignored."""

    loss: Tensor
    weight: Tensor

    def reduce(self, reduction: Reduction) -> Tensor:
        weighted = self.loss * self.weight
        if reduction == "none":
            return weighted
        total = weighted.sum()
        return total if reduction == "sum" else total / self.weight.sum()


def class_dim(logits: Tensor) -> int:
    return 1 if logits.dim() > 1 else 0


def negative_log_likelihood(logits: Tensor, index: Tensor) -> Tensor:
    dim = class_dim(logits)
    shifted = logits - logits.amax(dim=dim, keepdim=True)
    picked = shifted.gather(dim, index.unsqueeze(dim)).squeeze(dim)
    return shifted.exp().sum(dim=dim).log() - picked


def score_items(logits: Tensor, target: Tensor, weight: OptionalTensor, config: Config) -> Items:
    kept: Tensor = target != config.ignore_index
    index = torch.where(kept, target, torch.zeros_like(target))
    loss = negative_log_likelihood(logits, index)
    weights = torch.ones_like(loss) if weight is None else weight[index]
    zero = torch.zeros_like(loss)
    return Items(torch.where(kept, loss, zero), torch.where(kept, weights, zero))


class CrossEntropyLoss(nn.Module):
    weight: OptionalTensor

    def __init__(
        self,
        weight: OptionalTensor = None,
        ignore_index: int = -100,
        reduction: Reduction = "mean",
    ) -> None:
        super().__init__()
        self.config = Config(ignore_index, reduction)
        self.register_buffer("weight", weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return score_items(input, target, self.weight, self.config).reduce(self.config.reduction)
