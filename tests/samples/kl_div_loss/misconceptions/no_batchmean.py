"""You know "mean", "sum" and "none", and refuse "batchmean", the reduction that torch recommends
for this loss.

KLDivLoss has four reductions: "batchmean" divides the sum by the batch size, input.shape[0].
"""
# verdict: runtime_error
# fails: test_batchmean, test_batchmean_in_more_dimensions

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
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
