"""For a reduction that you do not know you return the elements unreduced, without a word.

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

        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        if self.reduction == "mean":
            return loss.mean()
        return loss
