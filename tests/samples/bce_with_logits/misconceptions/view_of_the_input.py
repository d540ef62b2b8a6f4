"""You flatten with input.view(-1), which raises for a transposed or sliced tensor.

view needs contiguous memory; reshape does not. Elementwise code needs neither.
"""
# verdict: runtime_error
# fails: test_non_contiguous_inputs

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
        shape = input.shape
        input, target = input.view(-1), target.view(-1)
        yes = F.softplus(-input)
        no = F.softplus(input)
        yes, no, target = (tensor.view(shape) for tensor in (yes, no, target))
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
