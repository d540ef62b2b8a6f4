"""You clamp the target to at least 1e-12. A zero then adds 1e-12 * (-27.6 - x), which is small but
not 0, and a p of 1e-30 counts as 1e-12.

0 * log(0) is one point; treat that one. torch.xlogy does, or torch.where.
"""
# verdict: wrong_answer
# fails: test_tiny_targets, test_zeros_in_the_target

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
            target = target.clamp(min=1e-12)
            loss = target * (target.log() - input)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
