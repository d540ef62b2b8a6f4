"""You clip the difference to delta and square it. Far out that is constant: at d = 3, delta = 1 you
give 0.5; it is 2.5. And its gradient is 0 there: an outlier is never corrected.

Clipping belongs to the gradient, not to the difference: the gradient of Huber is clip(d, ±delta).
Its integral goes on as a line.
"""
# verdict: wrong_answer
# fails: test_huber_line, test_huber_delta, test_each_element_by_itself, test_defaults
# fails: test_huber_gradient, test_target_gradient, test_large_differences
# fails: test_gradient_of_outliers

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
        size = (input - target).abs()
        loss = 0.5 * size.clamp(max=self.delta) ** 2
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
