"""You rebuild the loss with torch.tensor(loss.tolist()), which cuts it off from the input: no
gradient gets through.

Leave torch only for printing. Every step from input to loss must be a tensor operation.
"""
# verdict: wrong_answer
# fails: test_gradient, test_gradient_of_soft_targets, test_gradient_of_mean_and_sum
# fails: test_gradient_with_weights, test_gradient_at_zero, test_repeated_backward
# fails: test_gradient_of_large_logits

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
        loss = torch.tensor(loss.tolist(), dtype=loss.dtype).reshape(input.shape)
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
