"""You write max(x, 0) + log1p(exp(-x)), without the absolute value. At x = -2 that is 2.13 instead
of 0.13.

Where x is negative, 0 is the larger exponent, and what is left is exp(x): in one formula,
exp(-|x|).
"""
# verdict: wrong_answer
# fails: test_hard_targets, test_soft_targets, test_defaults, test_mean, test_sum
# fails: test_any_shape, test_weight_per_element, test_weight_broadcasts, test_weighted_mean
# fails: test_pos_weight, test_pos_weight_of_soft_targets, test_pos_weight_broadcasts
# fails: test_mean_with_pos_weight, test_weight_and_pos_weight, test_gradient
# fails: test_gradient_of_soft_targets, test_gradient_of_mean_and_sum
# fails: test_gradient_with_weights, test_gradient_at_zero, test_repeated_backward
# fails: test_large_logits, test_large_logits_of_soft_targets
# fails: test_large_logits_with_pos_weight, test_gradient_of_large_logits
# fails: test_target_of_another_shape, test_non_contiguous_inputs
# fails: test_expanded_weights, test_dtype_and_device_follow_the_input
# fails: test_inputs_are_left_alone, test_weight_is_a_buffer, test_pos_weight_is_a_buffer
# fails: test_instances_share_nothing, test_same_input_same_output, test_unknown_reduction
# fails: test_without_gradients
# may fail: test_weights_of_zero, test_pos_weight_of_zero

import torch
from torch import nn


def softplus(x):
    return torch.maximum(x, torch.zeros_like(x)) + torch.log1p(torch.exp(-x))


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
        yes = softplus(-input)
        no = softplus(input)
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
