"""You compute p * (log p - x) as it stands. At p = 0 that is 0 * -inf = nan, and one zero in a
one-hot target makes the whole loss nan.

p log p tends to 0. torch.xlogy(p, p) is 0 there; or take the logarithm of torch.where(p > 0, p, 1).
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
            loss = target * (target.log() - input)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
