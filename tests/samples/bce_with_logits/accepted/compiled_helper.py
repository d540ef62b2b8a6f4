"""Style: the arithmetic stands in a function under torch.compile."""

import torch
from torch import nn


@torch.compile(backend="eager", dynamic=True)
def items(x, y, pos_weight):
    zero = torch.zeros_like(x)
    return y * pos_weight * torch.logaddexp(zero, -x) + (1 - y) * torch.logaddexp(zero, x)


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
        pos_weight = input.new_ones(()) if self.pos_weight is None else self.pos_weight
        loss = items(input, target, pos_weight)
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
