"""Your backward returns -p and forgets grad_output. It is right only where the upstream gradient is
1.

backward gets the gradient at its output and must multiply by it: the chain rule. loss.backward()
starts with 1, but the mean's 1 / n already arrives as grad_output.
"""
# verdict: wrong_answer
# fails: test_gradient, test_gradient_of_the_means, test_gradient_with_log_target
# fails: test_repeated_backward

import torch
from torch import nn


class PointwiseKL(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, target, log_target):
        p = target.exp() if log_target else target
        ctx.save_for_backward(p)
        if log_target:
            return p * (target - input)
        return torch.xlogy(p, p) - p * input

    @staticmethod
    def backward(ctx, grad_output):
        (p,) = ctx.saved_tensors
        return -p, None, None


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
