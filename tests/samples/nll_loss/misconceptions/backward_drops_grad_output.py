"""Your backward returns -1 at the targets and forgets grad_output. It is right only where the
upstream gradient is 1.

backward gets the gradient at its output and must multiply by it: the chain rule. loss.backward()
starts with 1, but the mean's 1 / n already arrives as grad_output.
"""
# verdict: wrong_answer
# fails: test_gradient_of_every_reduction, test_gradient_with_weights, test_gradient_where_ignored
# fails: test_gradient_in_more_dimensions, test_repeated_backward, test_ruled_out_classes

import torch
from torch import nn


class Pick(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, index, dim):
        ctx.save_for_backward(input, index)
        ctx.dim = dim
        return -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

    @staticmethod
    def backward(ctx, grad_output):
        input, index = ctx.saved_tensors
        return torch.zeros_like(input).scatter(ctx.dim, index.unsqueeze(ctx.dim), -1.0), None, None


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
