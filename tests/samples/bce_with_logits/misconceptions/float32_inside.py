"""You compute in float32, whatever the input's dtype is. For float64 inputs half of the digits are
gone.

Loss code takes the dtype that it is given: no .float() in between.
"""
# verdict: wrong_answer
# fails: test_hard_targets, test_soft_targets, test_defaults, test_mean, test_sum
# fails: test_any_shape, test_weight_per_element, test_weight_broadcasts, test_weighted_mean
# fails: test_pos_weight, test_pos_weight_of_soft_targets, test_pos_weight_broadcasts
# fails: test_mean_with_pos_weight, test_weight_and_pos_weight, test_gradient
# fails: test_gradient_of_soft_targets, test_gradient_of_mean_and_sum
# fails: test_gradient_with_weights, test_repeated_backward
# fails: test_gradient_of_large_logits, test_weights_of_zero, test_pos_weight_of_zero
# fails: test_non_contiguous_inputs, test_expanded_weights
# fails: test_dtype_and_device_follow_the_input, test_inputs_are_left_alone
# fails: test_weight_is_a_buffer, test_pos_weight_is_a_buffer, test_instances_share_nothing
# fails: test_same_input_same_output, test_without_gradients
# may fail: test_gradient_at_zero

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
        dtype = input.dtype
        input = input.float()
        yes = F.softplus(-input)
        no = F.softplus(input)
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        loss = target * yes + (1 - target) * no
        loss = loss.to(dtype)
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
