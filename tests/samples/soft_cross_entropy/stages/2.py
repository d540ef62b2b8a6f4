"""Stops after stage 2: all reductions, still the logarithm of a softmax."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        probs = torch.softmax(input, dim=1)
        loss = -(target * probs.log()).sum(dim=1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
