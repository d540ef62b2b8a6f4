"""Without pos_weight you make one of ones with torch.ones, which puts it on the CPU whatever the
device of the logits is.

Operators do not mix devices. torch.ones_like(input) has the shape, the dtype and the device of the
logits; or leave the factor out.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

import torch
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
        pos_weight = self.pos_weight
        if pos_weight is None:
            pos_weight = torch.ones(input.shape, dtype=input.dtype)
        yes = yes * pos_weight
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
