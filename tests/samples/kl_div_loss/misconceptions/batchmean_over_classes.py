"""Your "batchmean" divides by the last dimension, the number of classes. The batch is dimension 0.

Where N = C, as in a 3 by 3 example, the two agree. Divide by input.shape[0].
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
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[-1]
        return loss.mean()
