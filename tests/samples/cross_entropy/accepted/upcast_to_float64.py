"""Style: everything in float64, one rounding to the input's dtype at the end."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction={reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        x = input.double()
        kept = target != self.ignore_index
        index = target.clone()
        index[~kept] = 0

        loss = x.logsumexp(dim) - x.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        weight = torch.ones_like(loss) if self.weight is None else self.weight.double()[index]
        weight = weight * kept
        loss = torch.where(kept, loss, 0.0) * weight

        if self.reduction == "sum":
            loss = loss.sum()
        elif self.reduction == "mean":
            loss = loss.sum() / weight.sum()
        return loss.to(input.dtype)
