"""You expand weight and pos_weight to the shape of the logits, and copy them by contiguous().

They broadcast by themselves: a factor per column stays as small as it is. The copies are as large
as the logits, and so is the product of them that you keep for the backward pass.
"""
# verdict: accepted
# fails: test_memory

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
        weight = torch.ones_like(input)
        if self.weight is not None:
            weight = self.weight.expand_as(input).contiguous()
        yes_weight = weight * target
        if self.pos_weight is not None:
            yes_weight = yes_weight * self.pos_weight.expand_as(input).contiguous()
        no_weight = weight * (1 - target)
        loss = yes_weight * F.softplus(-input) + no_weight * F.softplus(input)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
