"""Your backward returns d everywhere. On the line the gradient is delta * sign(d): at d = 3, delta
= 1 you give 3; it is 1.

The derivative of delta * (|d| - delta / 2) is ±delta. That is the point of Huber: an outlier pulls
no harder than that.
"""
# verdict: wrong_answer
# fails: test_huber_gradient, test_target_gradient, test_gradient_of_mean_and_sum
# fails: test_repeated_backward, test_gradient_of_outliers, test_gradients_of_broadcast_inputs

import torch
from torch import nn


def reduce(loss, reduction):
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.mean()


class Huber(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, target, delta):
        difference = input - target
        ctx.save_for_backward(difference)
        ctx.delta = delta
        size = difference.abs()
        return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta))

    @staticmethod
    def backward(ctx, grad_output):
        (difference,) = ctx.saved_tensors
        grad = grad_output * difference
        return grad, -grad, None


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
        loss = Huber.apply(*torch.broadcast_tensors(input, target), self.delta)
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
        loss = (input - target).abs()
        if self.beta > 0:
            square = 0.5 * loss**2 / self.beta
            loss = torch.where(loss < self.beta, square, loss - 0.5 * self.beta)
        return reduce(loss, self.reduction)
