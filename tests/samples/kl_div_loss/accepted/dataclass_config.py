"""Style: an enum of reductions, a frozen config, postponed annotations and type aliases."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Callable, Dict

import torch
from torch import Tensor, nn

Pointwise = Callable[[Tensor, Tensor], Tensor]


class Reduction(str, Enum):
    NONE = "none"
    MEAN = "mean"
    BATCHMEAN = "batchmean"
    SUM = "sum"


@dataclass(frozen=True)
class Config:
    reduction: Reduction
    log_target: bool


def from_probabilities(log_q: Tensor, p: Tensor) -> Tensor:
    return torch.xlogy(p, p) - p * log_q


def from_log_probabilities(log_q: Tensor, log_p: Tensor) -> Tensor:
    return log_p.exp() * (log_p - log_q)


POINTWISE: Dict[bool, Pointwise] = {False: from_probabilities, True: from_log_probabilities}


class KLDivLoss(nn.Module):
    def __init__(self, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__()
        self.config = Config(Reduction(reduction), bool(log_target))  # Enum raises ValueError

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        loss = POINTWISE[self.config.log_target](input, target)
        match self.config.reduction:
            case Reduction.NONE:
                return loss
            case Reduction.SUM:
                return loss.sum()
            case Reduction.MEAN:
                return loss.mean()
            case Reduction.BATCHMEAN:
                return loss.sum() / input.shape[0]
