"""A Python loop takes the softplus of one example after another.

Every example costs a few operators, and every operator microseconds to start, however little it
computes. softplus takes the whole batch.
"""
# verdict: accepted
# fails: test_operators

import torch
import torch.nn.functional as F
from torch import nn


def softplus(x):
    if x.dim() == 0 or len(x) == 0:
        return F.softplus(x)
    return torch.stack([F.softplus(example) for example in x])


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
        yes = softplus(-input)
        no = softplus(input)
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
