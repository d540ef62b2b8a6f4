"""You align pos_weight with the rows, pos_weight.view(-1, 1). A (C,) pos_weight has one number for
each column of an (N, C) input.

Broadcasting aligns the last dimensions by itself: multiply, and reshape nothing.
"""
# verdict: runtime_error
# fails: test_pos_weight_broadcasts

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
            factors = self.pos_weight
            if factors.dim() == 1 and input.dim() == 2:
                factors = factors.view(-1, 1)
            yes = yes * factors
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
