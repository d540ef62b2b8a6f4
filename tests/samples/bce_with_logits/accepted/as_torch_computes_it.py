"""Style: torch's own formula: (1 - y) x + log_weight * (log1p(exp(-|x|)) + max(-x, 0))."""

import torch
from torch import nn


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input, target):
        if target.size() != input.size():
            raise ValueError(f"target size {target.size()} is not input size {input.size()}")
        # maximum halves the slope at a tie, where clamp gives all of it: right at x = 0.
        softplus = torch.log1p(torch.exp(-torch.abs(input)))
        softplus = softplus + torch.maximum(-input, torch.zeros_like(input))
        log_weight = 1 if self.pos_weight is None else 1 + (self.pos_weight - 1) * target
        loss = (1 - target) * input + log_weight * softplus
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
