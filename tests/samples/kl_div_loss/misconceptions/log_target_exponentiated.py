"""With log_target=True you take exp of the target and then its log again. A log target of -1e4
becomes exp(-1e4) = 0, log(0) = -inf and 0 * -inf = nan; one of -1e-6 comes back as -9.5e-7.

The target is the logarithm already. exp(t) serves as the weight, and t itself is log p.
"""
# verdict: wrong_answer
# fails: test_log_targets_that_underflow, test_log_targets_near_zero

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
            loss = target * (target.log() - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
