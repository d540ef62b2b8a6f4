"""A target with as many dimensions and numbers as the input is taken, though its shape be another.

(2, 3) against (3, 2), or (1, 4) against (4, 1), is a mistake of the caller: broadcast, it gives a
loss over pairs that do not belong together. Compare the shapes.
"""
# verdict: wrong_answer
# fails: test_target_of_another_shape

import math
import torch
from torch import nn
import torch.nn.functional as F


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input, target):
        if input.dim() != target.dim() or input.numel() != target.numel():
            raise ValueError("shapes differ")
        z = torch.zeros_like(input)
        yes, no = torch.logaddexp(z, -input), torch.logaddexp(z, input)
        if self.pos_weight is not None:
            yes = self.pos_weight * yes
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
