"""Your backward returns p - q', the softmax minus the smoothed target. It holds only without
weights, and where the target adds up to 1.

With a_c = w_c q'_c the gradient is p Σ a - a. Derive it from Σ a_c (logsumexp(x) - x_c).
"""
# verdict: wrong_answer
# fails: test_gradient_of_probabilities, test_gradient_with_weights

import torch
from torch import nn


class SoftLoss(torch.autograd.Function):
    """Logits, target shares and weights, classes last, to losses."""

    @staticmethod
    def forward(ctx, logits, shares, weight):
        log_probs = torch.log_softmax(logits, -1)
        ctx.save_for_backward(log_probs, shares)
        # A share of 0 at a logit of -inf costs nothing.
        return -torch.where(shares == 0, 0, weight * shares * log_probs).sum(-1)

    @staticmethod
    def backward(ctx, grad_output):
        log_probs, shares = ctx.saved_tensors
        return grad_output.unsqueeze(-1) * (log_probs.exp() - shares), None, None


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        logits = input.movedim(dim, -1)
        weight = logits.new_ones(logits.shape[-1]) if self.weight is None else self.weight
        soft = target.is_floating_point()
        if soft:
            shares = target.movedim(dim, -1)
        else:
            kept = target != self.ignore_index
            index = torch.where(kept, target, 0)
            shares = torch.zeros_like(logits).scatter(-1, index.unsqueeze(-1), 1.0)
        eps = self.label_smoothing
        shares = (1 - eps) * shares + eps / logits.shape[-1]
        loss = SoftLoss.apply(logits, shares, weight)
        divisor = loss.numel()
        if not soft:
            loss = torch.where(kept, loss, 0)
            divisor = torch.where(kept, weight[index], 0).sum()

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
