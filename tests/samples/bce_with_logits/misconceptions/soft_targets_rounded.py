"""You choose a part by target == 1, so a soft target of 0.75 pays for "no" only.

Targets are probabilities: the loss is the mix y * yes + (1 - y) * no, which for 0 and 1 is the
choice.
"""
# verdict: wrong_answer
# fails: test_soft_targets, test_pos_weight_of_soft_targets, test_gradient_of_soft_targets
# fails: test_large_logits_of_soft_targets

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
        loss = torch.where(target == 1, yes, no)
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
