"""Style: a custom autograd Function: the gradient at the input is -p, whatever the input."""

import torch
from torch import nn


class PointwiseKL(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, p, p_log_p):
        ctx.save_for_backward(p)
        return p_log_p - p * input

    @staticmethod
    def backward(ctx, grad_output):
        (p,) = ctx.saved_tensors
        return -p * grad_output, None, None


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            p = target.exp()
            p_log_p = p * target
        else:
            p, p_log_p = target, torch.xlogy(target, target)
        loss = PointwiseKL.apply(input, p, p_log_p)
        if self.reduction == "mean":
            return loss.mean()
        if self.reduction == "batchmean":
            return loss.sum() / len(loss)
        return loss.sum() if self.reduction == "sum" else loss
