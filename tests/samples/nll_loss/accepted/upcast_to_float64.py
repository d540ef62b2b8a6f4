"""Style: everything in float64, one rounding to the input's dtype at the end."""

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction={reduction}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        x = input.double().movedim(min(1, input.dim() - 1), 0)  # classes first
        kept = target != self.ignore_index
        index = target.clone()
        index[~kept] = 0
        loss = x.gather(0, index[None])[0].neg()
        loss = torch.where(kept, loss, 0.0)
        weight = kept.double()
        if self.weight is not None:
            weight *= self.weight.double()[index]
        loss = loss * weight
        if self.reduction == "mean":
            loss = loss.sum() / weight.sum()
        elif self.reduction == "sum":
            loss = loss.sum()
        return loss.to(input.dtype)
