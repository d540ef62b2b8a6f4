"""With reduction="none" you clamp the elements at 0, since a divergence is never negative. Its
single terms may be: for p = 0.05 and q = 0.5 the term is 0.05 * log(0.1) = -0.115.

Only the sum over a whole distribution is at least 0, by Gibbs' inequality. Without the negative
terms the elements add up to too much.
"""
# verdict: wrong_answer
# fails: test_none, test_tiny_targets, test_log_targets_near_zero, test_impossible_inputs

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
            return loss.clamp(min=0)
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
