"""At a logit of exactly 0 your gradient is 1 - y; it is 0.5 - y. A zero-initialised last layer
starts there.

max(x, 0) and log1p(exp(-|x|)) both have a kink at 0, which cancel; autograd takes 1 for clamp and 0
for abs, which do not. maximum(x, 0) gives 0.5, and softplus and logaddexp have no kink.
"""
# verdict: wrong_answer
# fails: test_gradient_at_zero

import torch
from torch import nn


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
        tail = torch.log1p(torch.exp(-input.abs()))
        no = tail + input.clamp(min=0)
        yes = no - input
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
