"""Stops after stage 2: the definition by hand with reductions, but the sigmoid saturates."""

import torch
from torch import nn


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        p = torch.sigmoid(input)
        loss = -(target * torch.log(p) + (1 - target) * torch.log(1 - p))
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
