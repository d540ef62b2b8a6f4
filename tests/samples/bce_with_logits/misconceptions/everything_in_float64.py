"""You convert the logits and the targets to float64 first, to be on the safe side, and the loss
back.

Every tensor on the way is then twice as large, and a GPU computes float64 many times as slowly.
logaddexp takes the larger exponent out first, so float32 is safe.
"""
# verdict: accepted
# fails: test_memory

import torch
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
        x, y = input.double(), target.double()
        zero = torch.zeros_like(x)
        yes = torch.logaddexp(zero, -x)
        no = torch.logaddexp(zero, x)
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        loss = y * yes + (1 - y) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss.to(input.dtype)
        if self.reduction == "sum":
            return loss.sum().to(input.dtype)
        return loss.mean().to(input.dtype)
