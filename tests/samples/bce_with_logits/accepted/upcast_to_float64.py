"""Style: everything in float64 inside, the result cast back."""

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
        if target.size() != input.size():
            raise ValueError(f"target size {target.size()} is not input size {input.size()}")
        x, y = input.double(), target.double()
        zero = x.new_zeros(())
        yes, no = torch.logaddexp(-x, zero), torch.logaddexp(x, zero)
        if self.pos_weight is not None:
            yes = yes * self.pos_weight.double()
        loss = (y * yes + (1 - y) * no).to(input.dtype)
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
