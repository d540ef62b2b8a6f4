"""Style: keyword-only arguments beyond torch's, with defaults that change nothing."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(
        self,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
        *,
        z_loss: float = 0.0,
        temperature: float = 1.0,
    ):
        super().__init__()
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, reduction
        self.label_smoothing, self.z_loss, self.temperature = label_smoothing, z_loss, temperature

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if self.reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {self.reduction!r}")
        x = input if input.dim() == 1 else input.movedim(1, -1)
        if self.temperature != 1.0:
            x = x / self.temperature
        cost = -nn.LogSoftmax(-1)(x)
        if self.weight is not None:
            cost = cost * self.weight
        uniform = cost.mean(-1) if self.label_smoothing > 0 else 0.0
        if target.is_floating_point():
            q = target if target.dim() == 1 else target.movedim(1, -1)
            loss = self._mix(torch.sum(q * cost, -1), uniform)
            total = torch.tensor(loss.numel(), dtype=loss.dtype, device=loss.device)
        else:
            kept = target != self.ignore_index
            index = torch.where(kept, target, 0).unsqueeze(-1)
            loss = self._mix(cost.gather(-1, index).squeeze(-1), uniform)
            loss = torch.where(kept, loss, 0)
            weight = cost.new_ones(1) if self.weight is None else self.weight
            weight = weight.expand(cost.shape)
            total = torch.where(kept, weight.gather(-1, index).squeeze(-1), 0).sum()
        if self.z_loss:
            loss = loss + self.z_loss * x.logsumexp(-1) ** 2
        if self.reduction == "none":
            return loss
        return loss.sum() / total if self.reduction == "mean" else loss.sum()

    def _mix(self, own: Tensor, uniform: Tensor | float) -> Tensor:
        return own if self.label_smoothing <= 0 else own + self.label_smoothing * (uniform - own)
