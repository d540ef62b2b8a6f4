"""Your backward scatters along the last dimension, while forward gathers along dimension 1. For (N,
C, d1) input the gradient lands at the wrong entries.

forward and backward name the same dimension: save it in ctx, and scatter along it.
"""
# verdict: wrong_answer
# fails: test_gradient_in_more_dimensions

import torch
from torch import nn


class Pick(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, index, dim):
        ctx.save_for_backward(index)
        ctx.shape, ctx.dim = input.shape, dim
        return -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

    @staticmethod
    def backward(ctx, grad_output):
        (index,) = ctx.saved_tensors
        rows = grad_output.new_zeros(grad_output.numel(), ctx.shape[ctx.dim])
        rows = rows.scatter(1, index.reshape(-1, 1), -grad_output.reshape(-1, 1))
        return rows.reshape(ctx.shape), None, None


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
        loss = Pick.apply(input, index, dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
