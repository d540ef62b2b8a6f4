"""With reduction="none" you return one divergence per item. It means no reduction at all: the
result has the input's shape, classes included.

Summing over the classes is the caller's business then: loss.sum(-1).
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
            return loss.sum(-1)
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
