"""Stops after stage 4: weights and ignore_index, for (N, C) only."""

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)

        rows = torch.arange(input.shape[0], device=input.device)
        picked = input[rows, index]
        item_weight = torch.ones_like(picked) if self.weight is None else self.weight[index]
        item_weight = torch.where(kept, item_weight, 0)
        loss = -item_weight * torch.where(kept, picked, 0)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / item_weight.sum()
