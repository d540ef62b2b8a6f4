"""You write 1 over the zeros of the target, target[target == 0] = 1, so that the logarithm is 0
there. The caller's one-hot target is all ones after the call.

An assignment to an index writes into the argument. target.masked_fill(target == 0, 1) makes a new
tensor; torch.xlogy needs neither.
"""
# verdict: wrong_answer
# fails: test_inputs_are_left_alone

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
            cross_entropy = -target * input
            target[target == 0] = 1
            loss = target * target.log() + cross_entropy

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
