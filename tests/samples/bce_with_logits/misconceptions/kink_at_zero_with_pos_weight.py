"""With pos_weight you write log(1 + exp(x)) as log1p(exp(-|x|)) + clamp(x, min=0), whose pieces
have the wrong gradients at exactly 0.

At 0 |x| has the gradient 0 and clamp 1, which add up to 1 instead of sigmoid(0) = 1/2.
logaddexp(0, x) and softplus are smooth there, with pos_weight as without.
"""
# verdict: wrong_answer
# fails: test_gradient_at_zero

import math
import torch
from torch import nn
import torch.nn.functional as F


def _kink(x):
    return torch.log1p(torch.exp(-x.abs())) + x.clamp(min=0)


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input, target):
        if input.shape != target.shape:
            raise ValueError("shapes differ")
        z = torch.zeros_like(input)
        yes, no = torch.logaddexp(z, -input), torch.logaddexp(z, input)
        if self.pos_weight is not None:
            no = _kink(input); yes = self.pos_weight * _kink(-input)
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
