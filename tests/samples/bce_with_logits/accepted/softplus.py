"""Style: softplus on either side of zero, one for each part."""

import torch.nn.functional as F
from torch import nn


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input, target):
        if target.size() != input.size():
            raise ValueError(f"target size {target.size()} is not input size {input.size()}")
        positive = F.softplus(-input)
        if self.pos_weight is not None:
            positive = positive * self.pos_weight
        loss = target * positive + (1 - target) * F.softplus(input)
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
