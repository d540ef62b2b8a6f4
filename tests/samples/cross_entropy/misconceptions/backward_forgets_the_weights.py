"""Your backward leaves the class weights out: the loss is weighted, its gradient is not.

d(w_t * loss) / dx = w_t * (softmax - one_hot). Whatever multiplies in forward multiplies in
backward.
"""
# verdict: wrong_answer
# fails: test_gradient_of_the_mean, test_gradient_of_sum_and_none

import torch
from torch import nn


class WeightedItems(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, index, weight, dim):
        ctx.save_for_backward(input, index, weight)
        ctx.dim = dim
        x = input - input.amax(dim, keepdim=True)
        loss = x.exp().sum(dim).log() - x.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        return torch.where(weight == 0, 0, loss * weight)

    @staticmethod
    def backward(ctx, grad_output):
        input, index, weight = ctx.saved_tensors
        exps = (input - input.amax(ctx.dim, keepdim=True)).exp()
        probs = exps / exps.sum(ctx.dim, keepdim=True)
        one_hot = torch.zeros_like(probs).scatter(ctx.dim, index.unsqueeze(ctx.dim), 1.0)
        scale = torch.where(weight == 0, 0, grad_output)
        return scale.unsqueeze(ctx.dim) * (probs - one_hot), None, None, None


class CrossEntropyLoss(nn.Module):
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
        loss = WeightedItems.apply(input, index, weight, dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
