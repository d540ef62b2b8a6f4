"""Your backward multiplies by p * (1 - p), as if p were the input. A confident mistake then has
almost no gradient.

In the chain from p to x the factor p * (1 - p) cancels: the gradient at the logit is p - y. That is
why the two are fused.
"""
# verdict: wrong_answer
# fails: test_gradient, test_gradient_of_soft_targets, test_gradient_of_mean_and_sum
# fails: test_gradient_with_weights, test_gradient_at_zero, test_repeated_backward
# fails: test_gradient_of_large_logits

import torch
import torch.nn.functional as F
from torch import nn


class Items(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, target, pos_weight):
        ctx.save_for_backward(input, target, pos_weight)
        return target * pos_weight * F.softplus(-input) + (1 - target) * F.softplus(input)

    @staticmethod
    def backward(ctx, grad_output):
        input, target, pos_weight = ctx.saved_tensors
        p = torch.sigmoid(input)
        slope = (1 - target) * p - target * pos_weight * (1 - p)
        return grad_output * slope * p * (1 - p), None, None


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
        pos_weight = torch.ones_like(input) if self.pos_weight is None else self.pos_weight
        loss = Items.apply(input, target, pos_weight)
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
