"""The mean leaves out the elements that cost inf, as if they cost 0.

An input of -inf at a positive target means that what happens was held impossible: the divergence
is inf, in every reduction. Hiding it from the mean hides the worst mistake a model can make.
"""
# verdict: wrong_answer
# fails: test_impossible_inputs

import math
import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.reduction, self.log_target = reduction, log_target

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
            return loss.sum() / input.shape[0]
        return loss.masked_fill(loss.isinf(), 0).mean()
