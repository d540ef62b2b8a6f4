"""Style: every argument is checked first, with messages that say what was given."""

from typing import Final

import torch
from torch import Tensor, nn

VALID_REDUCTIONS: Final = frozenset({"mean", "batchmean", "sum", "none"})


class KLDivLoss(nn.Module):
    def __init__(self, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__()
        if reduction not in VALID_REDUCTIONS:
            raise ValueError(f"reduction {reduction!r} is none of {sorted(VALID_REDUCTIONS)}")
        if not isinstance(log_target, bool):
            raise TypeError(f"log_target is {log_target!r}, expected a bool")
        self.reduction = reduction
        self.log_target = log_target

    def _check(self, input: Tensor, target: Tensor) -> None:
        if input.shape != target.shape:
            raise ValueError(f"input is {tuple(input.shape)}, target {tuple(target.shape)}")
        if input.dtype != target.dtype or not input.is_floating_point():
            raise TypeError(f"input is {input.dtype}, target {target.dtype}")
        if not self.log_target and bool((target < 0).any()):
            raise ValueError("a probability is negative; is the target in log space?")

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        self._check(input, target)
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input
        return {
            "none": lambda: loss,
            "sum": loss.sum,
            "mean": loss.mean,
            "batchmean": lambda: loss.sum() / input.shape[0],
        }[self.reduction]()
