"""Log targets below -15 are taken for probability 0.

exp(-15) is 3e-7, small beside 1 and large beside 0: where all targets are small, these terms are
the loss. exp underflows by itself, and exactly where the dtype ends.
"""
# verdict: wrong_answer
# fails: test_log_targets_near_zero

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
            loss = torch.where(target > -15, target.exp() * (target - input), torch.zeros_like(target))
        else:
            loss = torch.xlogy(target, target) - target * input
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
