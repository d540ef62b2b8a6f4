"""Your backward gives ignored items a gradient: it scatters -1 to class 0, the index that stands in
for their target.

An item that counts for nothing in the loss has a gradient of 0. Mask the upstream gradient with the
same mask as the loss.
"""
# verdict: wrong_answer
# fails: test_gradient_where_ignored

import torch
from torch import nn


class Pick(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, index, kept, dim):
        ctx.save_for_backward(input, index)
        ctx.dim = dim
        picked = input.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        return torch.where(kept, -picked, 0)

    @staticmethod
    def backward(ctx, grad_output):
        input, index = ctx.saved_tensors
        index, at_target = index.unsqueeze(ctx.dim), -grad_output.unsqueeze(ctx.dim)
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
        loss = Pick.apply(input, index, kept, dim)

        if self.weight is None:
            weight = kept.to(loss.dtype)
        else:
            weight = torch.where(kept, self.weight[index], 0)
            loss = loss * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
