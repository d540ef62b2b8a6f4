"""You look by an if whether the targets lie in [0, 1]. The answer must travel to the CPU before
the next operator can start.

Check such things where the data are loaded, on the CPU. In the loss every step of the training
waits for them.
"""
# verdict: accepted
# fails: test_without_waiting

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
        if ((target < 0) | (target > 1)).any():
            raise ValueError("targets are probabilities, in [0, 1]")
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
        return loss.mean()
