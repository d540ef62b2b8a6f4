"""You take exp of the target in place, target.exp_(). The caller's log-probabilities are
probabilities after the call, and the next epoch starts from those.

A trailing underscore writes into the argument. target.exp() makes a new tensor.
"""
# verdict: wrong_answer
# fails: test_inputs_are_left_alone, test_without_gradients

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
            difference = target - input
            loss = target.exp_() * difference
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
