"""Style: a custom autograd Function, whose backward scatters -weight to the targets."""

import torch
from torch import nn


class WeightedPick(torch.autograd.Function):
    """-weight * input[target] of each item; its gradient is -weight at the target, else 0."""

    @staticmethod
    def forward(ctx, input, index, weight, dim):
        ctx.save_for_backward(index, weight)
        ctx.dim, ctx.shape = dim, input.shape
        picked = input.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        return torch.where(weight == 0, 0, -weight * picked)

    @staticmethod
    def backward(ctx, grad_output):
        index, weight = ctx.saved_tensors
        at_target = (-weight * grad_output).unsqueeze(ctx.dim)
        grad = at_target.new_zeros(ctx.shape).scatter_(ctx.dim, index.unsqueeze(ctx.dim), at_target)
        return grad, None, None, None


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = min(1, input.dim() - 1)
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        weight = kept.to(input.dtype)
        if self.weight is not None:
            weight = weight * self.weight[index]
        loss = WeightedPick.apply(input, index, weight, dim)
        if self.reduction == "mean":
            return loss.sum() / weight.sum()
        return loss.sum() if self.reduction == "sum" else loss
