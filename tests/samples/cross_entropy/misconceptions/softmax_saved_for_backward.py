"""Your backward uses a softmax that forward computed and saved. To autograd it is a constant: the
gradient is right, its own derivative is lost.

Inside forward nothing is recorded. Save the logits, and compute the softmax again in backward;
then the second derivative, diag(p) - p pᵀ, comes by itself.
"""
# verdict: wrong_answer
# fails: test_second_derivative

import torch
from torch import nn


class ItemLoss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, index, dim):
        x = input - input.amax(dim, keepdim=True)
        total = x.exp().sum(dim, keepdim=True)
        ctx.save_for_backward(x.exp() / total, index)
        ctx.dim = dim
        return total.log().squeeze(dim) - x.gather(dim, index.unsqueeze(dim)).squeeze(dim)

    @staticmethod
    def backward(ctx, grad_output):
        probs, index = ctx.saved_tensors
        one_hot = torch.zeros_like(probs).scatter(ctx.dim, index.unsqueeze(ctx.dim), 1.0)
        return grad_output.unsqueeze(ctx.dim) * (probs - one_hot), None, None


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
