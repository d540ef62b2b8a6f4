"""Any reduction that you do not know is a mean to you. A misspelt "batch_mean" then trains with a
loss that is C times too small, and nobody notices.

Refuse what you do not know: raise ValueError with the value in it.
"""
# verdict: wrong_answer
# fails: test_unknown_reduction

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        self.reduction = reduction
        self.log_target = log_target

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
