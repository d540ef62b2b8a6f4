"""You count the targets by bincount to get the total weight.

How long its result is depends on the largest target, which must be read back first.
weight[index].sum() adds up the same weights.
"""
# verdict: accepted
# fails: test_without_waiting

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

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.weight is None:
            return loss.sum() / weight.sum()
        counts = torch.bincount(index.flatten(), kept.flatten().to(weight.dtype), len(self.weight))
        return loss.sum() / (counts.to(weight.dtype) * self.weight).sum()
