"""Your backward returns -target, which is right for probabilities. With log_target=True the target
is log p, and the gradient is -exp(target).

The gradient at the input is minus the weight of the term, and the weight is p. Save p, whichever
way the target came.
"""
# verdict: wrong_answer
# fails: test_gradient_with_log_target

import torch
from torch import nn


class PointwiseKL(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, target, log_target):
        ctx.save_for_backward(target)
        if log_target:
            return target.exp() * (target - input)
        return torch.xlogy(target, target) - target * input

    @staticmethod
    def backward(ctx, grad_output):
        (target,) = ctx.saved_tensors
        return -target * grad_output, None, None


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        loss = PointwiseKL.apply(input, target, self.log_target)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
