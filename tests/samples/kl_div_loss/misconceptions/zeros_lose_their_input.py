"""You replace zeros in the target by 1 before everything, so that the logarithm is 0 there; but
then they also count with weight 1, and add -x.

The stand-in is for the logarithm alone: torch.where(p > 0, p, 1).log() times p, the p as it was.
"""
# verdict: wrong_answer
# fails: test_zeros_in_the_target

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
            target = target.masked_fill(target == 0, 1)
            loss = target * (target.log() - input)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
