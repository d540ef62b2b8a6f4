"""Style: a custom autograd Function whose backward is p Σ a - a, with a = w q."""

import torch
from torch import nn


class Surprise(torch.autograd.Function):
    """(M, C) logits and (M, C) weighted targets to (M,) losses."""

    @staticmethod
    def forward(ctx, logits, mass):
        log_probs = logits.log_softmax(1)
        ctx.save_for_backward(log_probs, mass)
        return -(mass * log_probs).sum(1)

    @staticmethod
    def backward(ctx, grad_output):
        log_probs, mass = ctx.saved_tensors
        grad = log_probs.exp() * mass.sum(1, keepdim=True) - mass
        return grad * grad_output.unsqueeze(1), None


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        channel = min(1, input.dim() - 1)
        classes = input.shape[channel]
        positions = input.movedim(channel, -1).shape[:-1]
        logits = input.movedim(channel, -1).reshape(-1, classes)
        mass = target.movedim(channel, -1).reshape(-1, classes)
        if self.weight is not None:
            mass = mass * self.weight
        loss = Surprise.apply(logits, mass)
        if self.reduction == "none":
            return loss.reshape(positions)
        return loss.sum() if self.reduction == "sum" else loss.mean()
