"""Style: softplus(x) - x * y, and what pos_weight adds to it."""

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
        loss = F.softplus(input) - input * target
        if self.pos_weight is not None:
            loss = loss + (self.pos_weight - 1) * target * F.softplus(-input)
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
