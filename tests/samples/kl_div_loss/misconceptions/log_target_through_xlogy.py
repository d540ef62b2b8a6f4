"""With log_target=True you take exp of the target and go on as with probabilities. xlogy saves you
from 0 * log(0), but a log target of -1e-6 comes back as -9.5e-7 in float32: the digits are gone in
exp.

Near probability 1, p = 1 - 1e-6 has few digits for the 1e-6, and log p has all of them. exp(t) (t -
x) keeps them.
"""
# verdict: wrong_answer
# fails: test_log_targets_near_zero

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
            target = target.exp()
        loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
