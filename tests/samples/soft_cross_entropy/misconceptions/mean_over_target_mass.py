"""Your mean divides by target.sum(). A target row that adds up to 2 then counts as two positions,
and a total of 0 gives nan.

For rows that add up to 1 it is the same number. The contract takes targets as they are: the
divisor is the number of positions, so that doubling the target doubles the loss.
"""
# verdict: wrong_answer
# fails: test_mean_of_targets_as_they_are

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
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / target.sum()
