"""Stops after stage 5: every shape, but weight is no buffer and any reduction is accepted."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        self.weight = weight
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        terms = -target * torch.log_softmax(input, dim=dim)
        if self.weight is not None:
            terms = terms * self.weight.view(-1, *[1] * (input.dim() - dim - 1))
        loss = terms.sum(dim=dim)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
