"""Style: everything in float64, one rounding to the input's dtype at the end."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction={reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        loss, divisor = self._losses(input.double(), target)
        if self.reduction == "sum":
            loss = loss.sum()
        elif self.reduction == "mean":
            loss = loss.sum() / divisor
        return loss.to(input.dtype)

    def _losses(self, x, target):
        dim = 0 if x.dim() == 1 else 1
        cost = (x.logsumexp(dim, keepdim=True) - x).movedim(dim, -1)
        weight = cost.new_ones(cost.shape[-1]) if self.weight is None else self.weight.double()
        cost = cost * weight
        if target.is_floating_point():
            loss = (cost * target.double().movedim(dim, -1)).sum(-1)
            kept, divisor = torch.ones_like(loss).bool(), torch.ones_like(loss).sum()
        else:
            kept = target != self.ignore_index
            index = target.clone()
            index[~kept] = 0
            loss = torch.gather(cost, -1, index.unsqueeze(-1)).squeeze(-1)
            divisor = (weight[index] * kept).sum()
        if self.label_smoothing:
            loss = (1 - self.label_smoothing) * loss + self.label_smoothing * cost.mean(-1)
        return torch.where(kept, loss, 0.0), divisor
