"""Stops after stage 1: smoothed class indices, with the logarithm of a softmax."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        cost = -torch.softmax(input, dim=1).log()
        nll = cost[torch.arange(len(target)), target]
        loss = (1 - self.label_smoothing) * nll + self.label_smoothing * cost.mean(dim=1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
