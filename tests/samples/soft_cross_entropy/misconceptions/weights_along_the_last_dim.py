"""You multiply by `weight` as it is, and broadcasting lines it up with the last dimension. The
classes of (N, C, d1) are dimension 1; with d1 == C it is silently wrong.

View the weight as (C, 1, ...), or move the classes last first.
"""
# verdict: wrong_answer
# fails: test_weights_in_more_dimensions, test_gradient_in_more_dimensions

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
        log_probs = torch.log_softmax(input, dim)
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
