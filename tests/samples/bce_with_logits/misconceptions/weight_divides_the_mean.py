"""Your weighted mean divides by the sum of the weights. At x = 0 with weight = [2, 4] you give
0.693; it is 2.079.

CrossEntropyLoss divides by the weights; this loss never does. "mean" is over the number of
elements.
"""
# verdict: wrong_answer
# fails: test_weighted_mean, test_weights_of_zero

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
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.weight is not None:
            return loss.sum() / self.weight.expand_as(loss).sum()
        return loss.mean()
