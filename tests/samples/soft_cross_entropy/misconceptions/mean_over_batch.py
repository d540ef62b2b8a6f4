"""Your mean divides by the batch size N. On (N, C, d1) logits it is d1 times too large: there are
N * d1 positions.

Every position has a loss of its own, and the mean is over all of them: loss.mean(), or the sum
divided by loss.numel().
"""
# verdict: wrong_answer
# fails: test_mean_over_positions, test_gradient_in_more_dimensions

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
        return loss.sum() / (input.shape[0] if dim == 1 else 1)
