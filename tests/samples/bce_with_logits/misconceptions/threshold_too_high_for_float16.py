"""Above 40 you take x itself instead of log(1 + exp(x)), and clamp the branch that is not taken to
40. exp(40) is 2e17: inf in float16, which ends at 65504, and in the backward pass 0 * inf is nan.

log(1 + exp(x)) is max(x, 0) + log1p(exp(-|x|)), which needs no threshold: exp of a number that is
not positive never overflows, in no dtype.
"""
# verdict: wrong_answer
# fails: test_float16

import torch
from torch import nn


def softplus(x):
    return torch.where(x > 40, x, x.clamp(max=40).exp().log1p())


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input, target):
        if target.shape != input.shape:
            raise ValueError(f"target is {tuple(target.shape)}, input {tuple(input.shape)}")
        yes = softplus(-input)
        no = softplus(input)
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
