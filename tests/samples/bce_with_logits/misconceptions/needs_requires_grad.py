"""You call input.retain_grad(), which raises where the logits do not require grad, and so in every
validation loop.

A loss is also called under no_grad, to be reported. It should not touch the autograd flags of its
input at all.
"""
# verdict: runtime_error
# fails: test_hard_targets, test_soft_targets, test_defaults, test_mean, test_sum, test_any_shape
# fails: test_weight_per_element, test_weight_broadcasts, test_weighted_mean, test_pos_weight
# fails: test_pos_weight_of_soft_targets, test_pos_weight_broadcasts, test_mean_with_pos_weight
# fails: test_weight_and_pos_weight, test_large_logits, test_large_logits_of_soft_targets
# fails: test_large_logits_with_pos_weight, test_gradient_of_large_logits
# fails: test_target_of_another_shape, test_no_elements, test_weights_of_zero
# fails: test_pos_weight_of_zero, test_non_contiguous_inputs, test_expanded_weights
# fails: test_repeated_backward, test_dtype_and_device_follow_the_input, test_inputs_are_left_alone
# fails: test_instances_share_nothing, test_same_input_same_output, test_unknown_reduction
# fails: test_without_gradients, test_weight_is_a_buffer, test_pos_weight_is_a_buffer, test_bfloat16

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
        input.retain_grad()
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
            return loss.sum()
        return loss.mean()
