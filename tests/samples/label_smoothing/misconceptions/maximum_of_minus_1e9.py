"""You replace the maximum of a row by -1e9 where it is -inf, lest -inf - -inf become nan.

float16 ends at 65504: -1e9 does not exist there, and masked_fill raises even where there is
nothing to fill. 0 does as well: any finite number leaves such a row at -inf.
"""
# verdict: runtime_error
# fails: test_float16, test_many_terms

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        eps = self.label_smoothing
        largest = input.detach().amax(dim, keepdim=True)
        x = input - largest.masked_fill(largest.isneginf(), -1e9)
        cost = (x.exp().sum(dim, keepdim=True).log() - x).movedim(dim, -1)
        if self.weight is not None:
            cost = cost * self.weight

        if target.is_floating_point():
            loss = (target.movedim(dim, -1) * cost).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            cost = torch.where(kept.unsqueeze(-1), cost, 0)
            index = torch.where(kept, target, 0)
            loss = cost.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            weight = kept if self.weight is None else torch.where(kept, self.weight[index], 0)
            divisor = weight.sum()
        if eps > 0:
            loss = (1 - eps) * loss + eps * cost.mean(-1)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
