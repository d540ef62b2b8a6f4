"""Your backward leaves the class weights out: the loss is weighted, its gradient is not.

d(-w_t * x_t) / dx_t = -w_t. Whatever multiplies in forward multiplies in backward.
"""
# verdict: wrong_answer
# fails: test_gradient_with_weights

import torch
from torch import nn


class WeightedPick(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, index, weight, dim):
        ctx.save_for_backward(input, index, weight)
        ctx.dim = dim
        picked = input.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        return torch.where(weight == 0, 0, -weight * picked)

    @staticmethod
    def backward(ctx, grad_output):
        input, index, weight = ctx.saved_tensors
        at_target = -torch.where(weight == 0, 0, grad_output)
        index, at_target = index.unsqueeze(ctx.dim), at_target.unsqueeze(ctx.dim)
        return torch.zeros_like(input).scatter(ctx.dim, index, at_target), None, None, None


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)

        ones = torch.ones_like(index, dtype=input.dtype)
        weight = ones if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = WeightedPick.apply(input, index, weight, dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
