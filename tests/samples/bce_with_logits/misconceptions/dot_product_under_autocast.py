"""You add up the two parts by a matrix product, and the elements by a dot product with the
weights. Under torch.autocast the matrix product gives bfloat16, and torch.dot does not take
bfloat16 with float32: it raises.

autocast casts for some operators and not for others. Products that are added up elementwise, by *
and sum, work in any dtype.
"""
# verdict: runtime_error
# fails: test_bfloat16

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
        yes, no = F.softplus(-input), F.softplus(input)
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        parts = torch.stack([yes, no], -1).unsqueeze(-2)
        shares = torch.stack([target, 1 - target], -1).unsqueeze(-1)
        loss = (parts @ shares).view(input.shape)
        weight = torch.ones_like(input)
        if self.weight is not None:
            weight = self.weight.expand_as(input)

        if self.reduction == "none":
            return loss * weight
        total = torch.dot(loss.flatten(), weight.flatten())
        return total if self.reduction == "sum" else total / input.numel()
