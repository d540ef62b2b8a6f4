"""Above 10 you replace softplus(x) by x.

The difference is log(1 + exp(-10)) = 5e-5, and all that there is of a confident and right answer's
loss. Use the default threshold of 20, or logaddexp, which needs none.
"""
# verdict: wrong_answer
# fails: test_large_logits, test_gradient_of_large_logits

import math
import torch
from torch import nn
import torch.nn.functional as F


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
        yes, no = F.softplus(-input, threshold=10), F.softplus(input, threshold=10)
        if self.pos_weight is not None:
            yes = self.pos_weight * yes
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
