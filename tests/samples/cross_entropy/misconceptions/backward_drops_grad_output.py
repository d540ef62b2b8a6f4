"""Your backward does not multiply by grad_output. It is right for .sum() alone: with a mean, with
weights or with (2 * loss).backward() the gradient is wrong.

backward returns a vector-Jacobian product: what arrives from above, times the local derivative,
(softmax - one_hot).
"""
# verdict: wrong_answer
# fails: test_gradient_of_the_mean, test_gradient_of_sum_and_none, test_gradient_where_ignored
# fails: test_gradient_in_more_dimensions, test_repeated_backward, test_second_derivative
# fails: test_masked_classes, test_gradients_of_large_logits

import torch
from torch import nn


class ItemLoss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, index, dim):
        x = input - input.amax(dim, keepdim=True)
        ctx.save_for_backward(input, index)
        ctx.dim = dim
        return x.exp().sum(dim).log() - x.gather(dim, index.unsqueeze(dim)).squeeze(dim)

    @staticmethod
    def backward(ctx, grad_output):
        input, index = ctx.saved_tensors
        exps = (input - input.amax(ctx.dim, keepdim=True)).exp()
        probs = exps / exps.sum(ctx.dim, keepdim=True)
        one_hot = torch.zeros_like(probs).scatter(ctx.dim, index.unsqueeze(ctx.dim), 1.0)
        return probs - one_hot, None, None


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
        loss = ItemLoss.apply(input, index, dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
