"""You scale the weights so that their mean is 1. Only their ratios then count.

weight is taken as it is given: weight = 2 everywhere doubles the loss.
"""
# verdict: wrong_answer
# fails: test_weight_per_element, test_weight_broadcasts, test_weighted_mean
# fails: test_weight_and_pos_weight, test_gradient_with_weights, test_weights_of_zero
# fails: test_expanded_weights

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
            loss = loss * self.weight / self.weight.mean()

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
