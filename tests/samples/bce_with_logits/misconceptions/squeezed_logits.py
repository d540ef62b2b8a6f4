"""You squeeze the logits, so dimensions of size 1 vanish: an (N, 1) input gives (N,), a (1,) input
a scalar.

Squeeze, if at all, in the model, where the dimension is known. "none" keeps the input's shape.
"""
# verdict: wrong_answer
# fails: test_any_shape

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
            yes = yes * self.pos_weight
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss.squeeze()
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
