"""Stops after stage 3: stable, without class weights."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        log_probs = torch.log_softmax(input, dim=1)
        loss = -(target * log_probs).sum(dim=1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
