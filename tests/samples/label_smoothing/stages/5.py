"""Stops after stage 5: ignored items too, for (N, C) only."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        self.weight = weight
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        cost = -torch.log_softmax(input, dim=1)
        if self.weight is not None:
            cost = cost * self.weight
        if target.is_floating_point():
            loss = (target * cost).sum(dim=1)
            divisor = len(input)
        else:
            ignored = target == self.ignore_index
            cost = cost.masked_fill(ignored.unsqueeze(1), 0)
            index = target.masked_fill(ignored, 0)
            loss = cost.gather(1, index.unsqueeze(1)).squeeze(1)
            if self.weight is None:
                divisor = (~ignored).sum()
            else:
                divisor = self.weight[index].masked_fill(ignored, 0).sum()
        if self.label_smoothing > 0:
            loss = (1 - self.label_smoothing) * loss + self.label_smoothing * cost.mean(dim=1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
