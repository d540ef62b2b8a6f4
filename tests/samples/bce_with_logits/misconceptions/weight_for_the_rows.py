"""You align a (C,) weight with the rows, weight.view(-1, 1). Broadcasting aligns it with the
columns.

Shapes are aligned from the last dimension: (C,) goes with the columns of (N, C), (N, 1) with its
rows.
"""
# verdict: runtime_error
# fails: test_weight_broadcasts

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
        if target.shape != input.shape:
            raise ValueError(f"target is {tuple(target.shape)}, input {tuple(input.shape)}")
        yes = F.softplus(-input)
        no = F.softplus(input)
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            factors = self.weight
            if factors.dim() == 1 and input.dim() == 2:
                factors = factors.view(-1, 1)
            loss = loss * factors

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
