"""You compute log(1 + exp(x)) as it stands. In float32 exp(100) is inf, and so is the loss; it is
100.

Take the larger of 0 and x out of the logarithm: max(x, 0) + log1p(exp(-|x|)). softplus and
logaddexp do that.
"""
# verdict: wrong_answer
# fails: test_large_logits, test_large_logits_of_soft_targets, test_large_logits_with_pos_weight
# fails: test_gradient_of_large_logits

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
        yes = torch.log1p(torch.exp(-input))
        no = torch.log1p(torch.exp(input))
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
