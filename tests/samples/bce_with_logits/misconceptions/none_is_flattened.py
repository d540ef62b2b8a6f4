"""Your reduction="none" returns a flat vector. It keeps the input's shape.

Where an element is tells the caller which it is. Elementwise operations need no flattening.
"""
# verdict: wrong_answer
# fails: test_any_shape, test_weight_broadcasts, test_pos_weight_broadcasts, test_no_elements
# fails: test_non_contiguous_inputs, test_expanded_weights

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
            return loss.reshape(-1)
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
