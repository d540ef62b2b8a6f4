"""Stops after stage 6: every shape, but any name of a reduction is accepted."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)

        shifted = input - input.amax(dim, keepdim=True)
        picked = shifted.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        loss = shifted.exp().sum(dim).log() - picked

        if self.weight is None:
            item_weight = torch.ones_like(loss)
        else:
            item_weight = self.weight[index]
        item_weight = torch.where(kept, item_weight, 0)
        loss = item_weight * loss

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / item_weight.sum()
