"""Style: a custom autograd Function on shares a = w q' per class; backward is p Σ a - a."""

import torch
from torch import nn


class ExpectedCost(torch.autograd.Function):
    """(..., C) logits and shares to (...,) losses; a share of 0 costs nothing."""

    @staticmethod
    def forward(ctx, logits, shares):
        log_probs = logits.log_softmax(-1)
        ctx.save_for_backward(log_probs, shares)
        return -(shares * log_probs.masked_fill(shares == 0, 0)).sum(-1)

    @staticmethod
    def backward(ctx, grad_output):
        log_probs, shares = ctx.saved_tensors
        grad = log_probs.exp() * shares.sum(-1, keepdim=True) - shares
        return grad_output.unsqueeze(-1) * grad, None


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        channel = 0 if input.dim() == 1 else 1
        logits = input.movedim(channel, -1)
        weight = logits.new_ones(logits.shape[-1]) if self.weight is None else self.weight
        if target.is_floating_point():
            divisor = logits[..., 0].numel()
            probs = target.movedim(channel, -1)
            kept = torch.ones_like(logits[..., 0], dtype=torch.bool)
        else:
            kept = target != self.ignore_index
            index = torch.where(kept, target, torch.zeros_like(target))
            probs = torch.zeros_like(logits).scatter(-1, index.unsqueeze(-1), 1.0)
            divisor = (weight[index] * kept).sum()
        shares = (1 - self.label_smoothing) * probs + self.label_smoothing / logits.shape[-1]
        shares = shares * weight * kept.unsqueeze(-1)
        loss = ExpectedCost.apply(logits, shares)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / divisor
