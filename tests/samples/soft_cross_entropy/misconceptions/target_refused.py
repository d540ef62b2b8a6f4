"""You raise where a row of the target does not add up to 1.

The contract takes targets as they are. Rounding alone moves the sum of a float32 row, and weighted
or mixed targets add up to anything.
"""
# verdict: runtime_error
# fails: test_targets_as_they_are, test_mean_of_targets_as_they_are
# fails: test_gradient_of_targets_as_they_are, test_without_waiting

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
        if not torch.allclose(target.sum(dim), torch.ones_like(target.sum(dim)), atol=1e-2):
            raise ValueError("the target's rows must add up to 1")
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
