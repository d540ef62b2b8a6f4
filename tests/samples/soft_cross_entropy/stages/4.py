"""Stops after stage 4: class weights, for (N, C) only."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        self.weight = weight
        self.reduction = reduction

    def forward(self, input, target):
        terms = -target * torch.log_softmax(input, dim=1)
        if self.weight is not None:
            terms = terms * self.weight
        loss = terms.sum(dim=1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
