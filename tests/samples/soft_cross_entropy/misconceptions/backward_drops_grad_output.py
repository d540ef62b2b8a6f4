"""Your backward returns the gradient of the loss alone, without grad_output. It is right only if
the loss is not used any further.

backward computes a vector-Jacobian product: multiply by what comes in from above, one number per
position.
"""
# verdict: wrong_answer
# fails: test_gradient_of_the_mean, test_gradient_of_sum_and_none, test_gradient_with_weights,
# fails: test_gradient_of_targets_as_they_are, test_gradient_in_more_dimensions,
# fails: test_repeated_backward, test_gradients_of_large_logits

import torch
from torch import nn


class SoftLoss(torch.autograd.Function):
    """(M, C) logits and weighted targets to (M,) losses."""

    @staticmethod
    def forward(ctx, logits, target):
        log_probs = torch.log_softmax(logits, 1)
        ctx.save_for_backward(log_probs, target)
        return -(target * log_probs).sum(1)

    @staticmethod
    def backward(ctx, grad_output):
        log_probs, target = ctx.saved_tensors
        grad = log_probs.exp() * target.sum(1, keepdim=True) - target
        return grad, None


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
        weighted = target.movedim(dim, -1).reshape(-1, num_classes)
        if self.weight is not None:
            weighted = weighted * self.weight
        loss = SoftLoss.apply(rows, weighted).reshape(positions)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
