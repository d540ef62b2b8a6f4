"""Your "batchmean" divides by all elements, as "mean" does. It divides by the batch size only: for
input [[-1, -1]] and target [[0.5, 0.5]] it is 0.3069, not 0.1534.

The divergence of one item is a sum over its classes. The mean over the batch divides these sums by
N, and must not divide by C again.
"""
# verdict: wrong_answer
# fails: test_batchmean, test_batchmean_in_more_dimensions

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
