"""You return a Python number, loss.item(). It cannot be differentiated: nothing can be trained with
it.

.item() is for printing. Return the tensor, a scalar one of shape ().
"""
# verdict: wrong_answer
# fails: test_defaults, test_mean, test_sum, test_weighted_mean, test_mean_with_pos_weight
# fails: test_gradient_of_mean_and_sum, test_no_elements, test_weights_of_zero

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
            return loss.sum().item()
        return loss.mean().item()
