"""You look for the kept items by nonzero, and average over those.

nonzero returns as many rows as there are hits, which the CPU must know to go on. Weights of 0
do the same without asking.
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
        rows = kept.flatten().nonzero().squeeze(1)
        return loss.flatten()[rows].sum() / weight.flatten()[rows].sum()
