"""You return the loss of (C,) logits before it is weighted.

A lone item has a weight like any other: "sum" and "none" are multiplied by it. Only in the mean does
it cancel. Have one code path: let the class dimension be 0 for (C,) logits and 1 for others.
"""
# verdict: wrong_answer
# fails: test_single_item

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        shifted = input - input.amax(dim, keepdim=True)
        loss = shifted.exp().sum(dim).log() - shifted.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        if input.dim() == 1:
            return loss

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
