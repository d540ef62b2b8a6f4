"""Your default reduction is "sum". Without options the loss is averaged.

Defaults are part of the contract: CrossEntropyLoss(weight=None, reduction="mean").
"""
# verdict: wrong_answer
# fails: test_mean_of_a_batch, test_mean_over_positions, test_weighted_mean,
# fails: test_mean_of_targets_as_they_are, test_gradient_of_the_mean

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="sum"):
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
        return loss.mean()
