"""You call input.retain_grad(), which raises where the input does not require grad, and so in every
validation loop.

A loss is also called under no_grad, to be reported. It should not touch the autograd flags of its
input at all.
"""
# verdict: runtime_error
# fails: test_huber_square, test_huber_line, test_huber_delta, test_smooth_l1_square
# fails: test_smooth_l1_line, test_smooth_l1_beta, test_each_element_by_itself, test_defaults
# fails: test_mean, test_sum, test_any_shape, test_target_gradient, test_large_differences
# fails: test_small_differences_of_large_numbers, test_extreme_options, test_at_the_join
# fails: test_equal_input_and_target, test_beta_zero_is_l1, test_broadcasting
# fails: test_gradients_of_broadcast_inputs, test_shapes_that_do_not_broadcast, test_no_elements
# fails: test_non_contiguous_inputs, test_delta_that_is_not_positive, test_negative_beta
# fails: test_repeated_backward, test_dtype_and_device_follow_the_input, test_inputs_are_left_alone
# fails: test_instances_share_nothing, test_same_input_same_output, test_unknown_reduction
# fails: test_without_gradients, test_bfloat16

import torch
from torch import nn


def reduce(loss, reduction):
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.mean()


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        if delta <= 0:
            raise ValueError(f"delta is {delta}, not above 0")
        self.reduction = reduction
        self.delta = delta

    def forward(self, input, target):
        input.retain_grad()
        size = (input - target).abs()
        square = 0.5 * size**2
        line = self.delta * (size - 0.5 * self.delta)
        loss = torch.where(size <= self.delta, square, line)
        return reduce(loss, self.reduction)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        if beta < 0:
            raise ValueError(f"beta is {beta}, below 0")
        self.reduction = reduction
        self.beta = beta

    def forward(self, input, target):
        input.retain_grad()
        loss = (input - target).abs()
        if self.beta > 0:
            square = 0.5 * loss**2 / self.beta
            loss = torch.where(loss < self.beta, square, loss - 0.5 * self.beta)
        return reduce(loss, self.reduction)
