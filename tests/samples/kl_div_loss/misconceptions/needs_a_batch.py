"""You demand two dimensions. A single distribution, (C,), is legal for "none", "sum" and "mean", as
the formula is element by element.

Nothing in the element's term asks for a batch; only "batchmean" divides by one.
"""
# verdict: runtime_error
# fails: test_one_dimension, test_zeros_in_the_target

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
        if input.dim() < 2:
            raise IndexError(f"expected (N, C), got {tuple(input.shape)}")
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
