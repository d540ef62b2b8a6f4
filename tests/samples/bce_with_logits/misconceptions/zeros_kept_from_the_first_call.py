"""You keep the zeros of the first call and use them ever after. The next batch may have another
shape.

torch.zeros_like(input), or new_zeros(()) which broadcasts, costs nothing. A loss has no memory.
"""
# verdict: wrong_answer
# fails: test_repeated_backward, test_same_input_same_output, test_weight_is_a_buffer, test_pos_weight_is_a_buffer

import torch
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
        if not hasattr(self, "zeros"):
            self.zeros = torch.zeros_like(input)
        yes = torch.logaddexp(self.zeros, -input)
        no = torch.logaddexp(self.zeros, input)
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
