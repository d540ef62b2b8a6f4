"""Style: every argument is checked first, with an exception class of its own."""

from typing import Final

import torch
from torch import Tensor, nn

VALID_REDUCTIONS: Final = frozenset({"mean", "sum", "none"})


class InvalidTarget(ValueError):
    """A target that is neither a class nor ignored."""


class NLLLoss(nn.Module):
    def __init__(
        self, weight: Tensor | None = None, ignore_index: int = -100, reduction: str = "mean"
    ) -> None:
        super().__init__()
        if reduction not in VALID_REDUCTIONS:
            raise ValueError(f"reduction {reduction!r} is none of {sorted(VALID_REDUCTIONS)}")
        if weight is not None and weight.dim() != 1:
            raise ValueError(f"weight has shape {tuple(weight.shape)}, expected (C,)")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def _check(self, input: Tensor, target: Tensor, dim: int) -> None:
        num_classes = input.shape[dim]
        if not input.is_floating_point():
            raise TypeError(f"log-probabilities are {input.dtype}, expected floating point")
        if target.dtype != torch.int64:
            raise TypeError(f"targets are {target.dtype}, expected int64")
        expected = input.shape[:dim] + input.shape[dim + 1 :]
        if target.shape != expected:
            raise ValueError(f"target has shape {tuple(target.shape)}, expected {tuple(expected)}")
        if self.weight is not None and self.weight.numel() != num_classes:
            raise ValueError(f"{self.weight.numel()} weights for {num_classes} classes")
        wrong = (target != self.ignore_index) & ~((target >= 0) & (target < num_classes))
        if wrong.any():
            raise InvalidTarget(f"{int(wrong.sum())} targets outside [0, {num_classes})")

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        dim = 0 if input.dim() == 1 else 1
        self._check(input, target, dim)
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / weight.sum()
