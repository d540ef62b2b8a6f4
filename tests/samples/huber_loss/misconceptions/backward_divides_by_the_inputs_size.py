"""Your backward divides the gradient of the mean by the number of elements of the input. Where
input and target broadcast, the mean is over more.

The mean divides by the elements of the difference, so its backward must too: take the number from
there, before the gradient is summed back to the shape of what it belongs to.
"""
# verdict: wrong_answer
# fails: test_gradients_of_broadcast_inputs

import torch
from torch import nn


class _F(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, target, delta, scale, reduction):
        d = input - target
        ctx.save_for_backward(d)
        ctx.delta, ctx.scale, ctx.reduction = delta, scale, reduction
        ctx.shapes = input.shape, target.shape
        n = d.abs().clamp(max=delta)
        loss = n * (d.abs() - n / 2) / scale
        if reduction == "none":
            return loss
        return loss.sum() if reduction == "sum" else loss.mean()

    @staticmethod
    def backward(ctx, g):
        (d,) = ctx.saved_tensors
        grad = d.clamp(-ctx.delta, ctx.delta) / ctx.scale * g
        if ctx.reduction == "mean":
            grad = grad / a_numel(ctx)
        a, b = ctx.shapes
        return grad.sum_to_size(a), -grad.sum_to_size(b), None, None, None


def a_numel(ctx):
    return ctx.shapes[0].numel()


def _check(reduction):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"bad reduction {reduction!r}")

def _reduce(loss, reduction):
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.mean()


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        _check(reduction)
        if delta <= 0:
            raise ValueError("delta must be positive")
        self.reduction, self.delta = reduction, delta

    def forward(self, input, target):
        delta = self.delta
        return _F.apply(input, target, delta, 1.0, self.reduction)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        _check(reduction)
        if beta < 0:
            raise ValueError("beta must not be negative")
        self.reduction, self.beta = reduction, beta

    def forward(self, input, target):
        beta = self.beta
        if beta == 0:
            return _reduce((input - target).abs(), self.reduction)
        return _F.apply(input, target, beta, beta, self.reduction)
