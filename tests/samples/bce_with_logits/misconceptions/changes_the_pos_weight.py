"""You clamp pos_weight in place after use, pos_weight.clamp_(max=1), which changes the caller's
tensor and every later call.

The buffer shares its memory with what the caller passed. Never write into it.
"""
# verdict: wrong_answer
# fails: test_gradient_with_weights, test_expanded_weights, test_inputs_are_left_alone
# fails: test_same_input_same_output, test_without_gradients, test_pos_weight_is_a_buffer

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
            self.pos_weight.clamp_(max=1)
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
