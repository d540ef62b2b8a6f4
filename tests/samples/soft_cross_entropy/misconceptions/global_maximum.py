"""You subtract the maximum of the whole batch. A row far below it underflows: with rows [0, 1] and
[200, 100] the first one gets log 0.

Every row may be shifted by a number of its own: amax(dim, keepdim=True).
"""
# verdict: wrong_answer
# fails: test_large_logits, test_mixed_magnitudes, test_gradients_of_large_logits
# may fail: all

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        top = input.amax() if input.numel() else 0
        log_probs = input - top
        log_probs = log_probs - log_probs.exp().sum(dim, keepdim=True).log()
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
