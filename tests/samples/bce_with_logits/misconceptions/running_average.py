"""You mix the loss with that of the calls before. The same call must give the same result.

Smoothing a curve is for the plot. A loss has no memory.
"""
# verdict: wrong_answer
# fails: test_repeated_backward, test_weight_is_a_buffer, test_pos_weight_is_a_buffer
# fails: test_same_input_same_output, test_float16

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

        self.calls = getattr(self, "calls", 0) + 1
        loss = loss * (1 + 1 / self.calls) / 2

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
