"""Style: keyword-only arguments beyond torch's, with defaults that change nothing."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(
        self,
        weight: Tensor | None = None,
        reduction: str = "mean",
        *,
        temperature: float = 1.0,
        check_finite: bool = False,
    ):
        super().__init__()
        self.register_buffer("weight", weight)
        self.reduction = reduction
        self.temperature = temperature
        self.check_finite = check_finite

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if input.shape != target.shape:
            raise ValueError(f"input is {tuple(input.shape)}, target {tuple(target.shape)}")
        dim = int(input.dim() > 1)
        log_probs = nn.LogSoftmax(dim)(input / self.temperature)
        if self.weight is not None:
            log_probs = log_probs * self.weight[(...,) + (None,) * (input.dim() - dim - 1)]
        loss = torch.mul(target, log_probs).sum(dim).neg()
        if self.check_finite and not loss.isfinite().all():
            raise FloatingPointError("the loss is not finite")
        if self.reduction == "mean":
            return loss.mean()
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "none":
            return loss
        raise ValueError(f"unknown reduction {self.reduction!r}")
