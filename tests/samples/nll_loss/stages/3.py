"""Stops after stage 3: class weights, but a target of -100 is still an index."""

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        rows = torch.arange(input.shape[0], device=input.device)
        picked = input[rows, target]
        item_weight = torch.ones_like(picked) if self.weight is None else self.weight[target]
        loss = -item_weight * picked
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / item_weight.sum()
