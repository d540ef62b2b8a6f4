"""You store the options on the class, so that all instances share those of the one built last.

type(self).x and a mutable class attribute belong to every instance. Write self.reduction =
reduction.
"""
# verdict: wrong_answer
# fails: test_instances_share_nothing

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        KLDivLoss.reduction = reduction
        KLDivLoss.log_target = log_target

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
        return loss.mean()
