"""A Python loop adds the losses of one class after the other to the items'.

Each class costs an operator to start, microseconds each, and a vocabulary has 50,000. sum() adds
all of them in one.
"""
# verdict: accepted
# fails: test_operators

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
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        total = loss.select(-1, 0)
        for of_class in loss.unbind(-1)[1:]:
            total = total + of_class
        return total.sum() / loss.numel()
