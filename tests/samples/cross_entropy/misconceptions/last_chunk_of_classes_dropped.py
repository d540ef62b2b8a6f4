"""The classes are added up in chunks of 1024, and those beyond the last whole chunk are left out
of the sum.

A vocabulary is rarely a multiple of the chunk. split(1024, dim) gives the shorter last chunk too;
C // 1024 does not count it.
"""
# verdict: wrong_answer
# fails: test_whatever_comes_together

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        classes = input.shape[dim]
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        x = input - input.amax(dim, keepdim=True).detach()
        if classes > 1024:
            total = sum(x.narrow(dim, 1024 * i, 1024).exp().sum(dim) for i in range(classes // 1024))
        else:
            total = x.exp().sum(dim)
        loss = total.log() - x.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = weight * torch.where(kept, loss, 0)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
