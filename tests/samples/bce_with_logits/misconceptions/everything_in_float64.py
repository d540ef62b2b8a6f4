"""You convert the logits and the targets to float64 first, so that exp does not overflow, and the
loss back.

Every tensor on the way is then twice as large, and a GPU computes float64 many times as slowly.
softplus does not overflow in float32 either.
"""
# verdict: accepted
# fails: test_memory

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
        yes = F.softplus(-input.double())
        no = F.softplus(input.double())
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss.to(input.dtype)
        if self.reduction == "sum":
            return loss.sum().to(input.dtype)
        return loss.mean().to(input.dtype)
