"""You subtract in place, input -= target, so the caller's predictions are changed; and where they
require grad, torch refuses the in-place operation.

A loss must leave its arguments alone. input - target makes a new tensor.
"""
# verdict: wrong_answer
# fails: test_huber_gradient, test_smooth_l1_gradient, test_target_gradient
# fails: test_gradient_of_mean_and_sum, test_gradient_where_equal, test_gradient_of_l1
# fails: test_repeated_backward, test_gradient_of_outliers, test_broadcasting
# fails: test_gradients_of_broadcast_inputs, test_non_contiguous_inputs, test_inputs_are_left_alone
# fails: test_without_gradients

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
        input -= target
        size = input.abs()
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
        input -= target
        loss = input.abs()
        if self.beta > 0:
            square = 0.5 * loss**2 / self.beta
            loss = torch.where(loss < self.beta, square, loss - 0.5 * self.beta)
        return reduce(loss, self.reduction)
