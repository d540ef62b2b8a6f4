"""Your backward returns w (p - q), as if one weight belonged to the whole row.

Differentiate Σ_c w_c q_c (logsumexp(x) - x_c): the softmax is multiplied by Σ w q, and only the
second part has each class's own weight. w (p - q) does not even add up to 0.
"""
# verdict: wrong_answer
# fails: test_gradient_with_weights

import torch
from torch import nn


class SoftLoss(torch.autograd.Function):
    """(M, C) logits and weighted targets to (M,) losses."""

    @staticmethod
    def forward(ctx, logits, target, weight):
        log_probs = torch.log_softmax(logits, 1)
        ctx.save_for_backward(log_probs, target, weight)
        return -(target * weight * log_probs).sum(1)

    @staticmethod
    def backward(ctx, grad_output):
        log_probs, target, weight = ctx.saved_tensors
        grad = weight * (log_probs.exp() * target.sum(1, keepdim=True) - target)
        return grad_output.unsqueeze(1) * grad, None, None


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        num_classes = input.shape[dim]
        positions = input.shape[:dim] + input.shape[dim + 1 :]
        rows = input.movedim(dim, -1).reshape(-1, num_classes)
        probs = target.movedim(dim, -1).reshape(-1, num_classes)
        weight = rows.new_ones(num_classes) if self.weight is None else self.weight
        loss = SoftLoss.apply(rows, probs, weight).reshape(positions)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
