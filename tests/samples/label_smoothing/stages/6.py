"""Stops after stage 6: every shape, but weight is no buffer and any reduction is accepted."""

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
        dim = 0 if input.dim() == 1 else 1
        cost = -torch.log_softmax(input, dim=dim)
        if self.weight is not None:
            cost = cost * self.weight.view(-1, *[1] * (input.dim() - dim - 1))
        if target.is_floating_point():
            loss = (target * cost).sum(dim=dim)
            divisor = loss.numel()
        else:
            ignored = target == self.ignore_index
            cost = cost.masked_fill(ignored.unsqueeze(dim), 0)
            index = target.masked_fill(ignored, 0)
            loss = cost.gather(dim, index.unsqueeze(dim)).squeeze(dim)
            if self.weight is None:
                divisor = (~ignored).sum()
            else:
                divisor = self.weight[index].masked_fill(ignored, 0).sum()
        if self.label_smoothing > 0:
            loss = (1 - self.label_smoothing) * loss + self.label_smoothing * cost.mean(dim=dim)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
