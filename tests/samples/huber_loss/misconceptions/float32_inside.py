"""You compute in float32, whatever the input's dtype is. For float64 inputs half of the digits are
gone.

Loss code takes the dtype that it is given: no .float(), no torch.tensor(...) of a fixed dtype in
between.
"""
# verdict: wrong_answer
# fails: test_huber_square, test_huber_line, test_huber_delta, test_smooth_l1_square
# fails: test_smooth_l1_line, test_smooth_l1_beta, test_each_element_by_itself, test_defaults
# fails: test_mean, test_sum, test_any_shape, test_huber_gradient, test_smooth_l1_gradient
# fails: test_target_gradient, test_gradient_of_mean_and_sum, test_gradient_of_l1
# fails: test_large_differences, test_extreme_options, test_gradient_of_outliers, test_broadcasting
# fails: test_gradients_of_broadcast_inputs, test_non_contiguous_inputs, test_repeated_backward
# fails: test_dtype_and_device_follow_the_input, test_inputs_are_left_alone
# fails: test_instances_share_nothing, test_same_input_same_output, test_without_gradients

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
        size = (input.float() - target.float()).abs()
        square = 0.5 * size**2
        line = self.delta * (size - 0.5 * self.delta)
        loss = torch.where(size <= self.delta, square, line)
        return reduce(loss, self.reduction).to(input.dtype)


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
        loss = (input.float() - target.float()).abs()
        if self.beta > 0:
            square = 0.5 * loss**2 / self.beta
            loss = torch.where(loss < self.beta, square, loss - 0.5 * self.beta)
        return reduce(loss, self.reduction).to(input.dtype)
