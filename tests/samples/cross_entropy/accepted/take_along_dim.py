"""Style: take_along_dim, which wraps what is out of range, so the range is checked before."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    REDUCTIONS = ("mean", "sum", "none")

    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in self.REDUCTIONS:
            raise ValueError(f"reduction must be one of {self.REDUCTIONS}, got {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.ndim < 2 else 1
        ignored = target.eq(self.ignore_index)
        target = target.masked_fill(ignored, 0)
        if target.numel() and not 0 <= target.min() <= target.max() < input.shape[dim]:
            raise ValueError(f"targets must lie in [0, {input.shape[dim]})")

        x = input - input.amax(dim, keepdim=True).detach()
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        loss = -log_probs.take_along_dim(target.unsqueeze(dim), dim).squeeze(dim)
        if self.weight is None:
            weight = torch.ones_like(loss)
        else:
            weight = self.weight.take(target)
        weight = weight.masked_fill(ignored, 0)
        loss = loss.mul(weight).masked_fill(ignored, 0)
        if self.reduction == "none":
            return loss
        return loss.sum().div(weight.sum() if self.reduction == "mean" else 1)
