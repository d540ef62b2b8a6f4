"""Style: a tensor of coefficients like the input: the item's weight at its target, else 0."""

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(reduction)
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = (target != self.ignore_index).unsqueeze(dim)
        index = target.unsqueeze(dim).where(kept, 0)
        per_item = kept.to(input.dtype)
        if self.weight is not None:
            per_item = per_item * self.weight[index]

        coefficient = torch.zeros_like(input).scatter(dim, index, per_item)
        counted = coefficient != 0
        # Not coefficient * input everywhere: an entry that does not count may be infinite or nan.
        loss = -torch.where(counted, coefficient * input.where(counted, 0), 0)
        if self.reduction == "none":
            return loss.sum(dim)
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / coefficient.sum()
