"""Stops after stage 4: stable and smooth, without weight and pos_weight."""

import torch
from torch import nn


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        loss = torch.logaddexp(torch.zeros_like(input), input) - target * input
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
