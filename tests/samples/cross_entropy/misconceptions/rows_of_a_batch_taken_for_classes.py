"""Looks for the classes in dimension 0 wherever there are no extra dimensions, also in a batch.

Only one item, (C,), has them there; in (N, C) they are dimension 1, as in (N, C, d1, ...).
"""

# verdict: wrong_answer
# fails: test_mean_of_a_batch

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(reduction)
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 1 if input.dim() > 2 else 0
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        shifted = input - input.amax(dim, keepdim=True).detach()
        picked = shifted.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        loss = shifted.exp().sum(dim).log() - picked
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = weight * torch.where(kept, loss, 0)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / weight.sum()
