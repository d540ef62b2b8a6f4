"""You write the loss as logsumexp(x) - Σ q x, which holds only where Σ q = 1. Logits [[0, 1]],
target [[1, 1]]: you get 0.3133, right is 1.6265.

Σ q (logsumexp(x) - x) = logsumexp(x) * Σ q - Σ q x. Keep the factor Σ q, as targets are taken as
they are.
"""
# verdict: wrong_answer
# fails: test_targets_as_they_are, test_mean_of_targets_as_they_are,
# fails: test_gradient_of_targets_as_they_are

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
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        log_sum = input.logsumexp(dim)
        if self.weight is None:
            loss = log_sum - (target * input).sum(dim)
        else:
            loss = (weighted * (log_sum.unsqueeze(dim) - input)).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
