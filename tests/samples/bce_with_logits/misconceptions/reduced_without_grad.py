"""Under torch.no_grad() you return the mean. The same call must give the same value, whether
autograd records or not.

Whether gradients are wanted is no option of the loss. Who wants the mean says reduction="mean".
"""
# verdict: wrong_answer
# fails: test_whatever_comes_together

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
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none" and torch.is_grad_enabled():
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
