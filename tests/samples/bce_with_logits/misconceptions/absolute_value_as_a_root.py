"""You take |x| as the root of x² + 1e-30, which is smooth at 0. float16 ends at 65504: there x² is
inf from x = 256 on.

Do not square what may be large. torch.logaddexp or softplus is smooth at 0, and squares nothing.
"""
# verdict: wrong_answer
# fails: test_float16

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
        size = (input**2 + 1e-30).sqrt()
        rest = torch.log1p(torch.exp(-size))
        yes = (size - input) / 2 + rest
        no = (size + input) / 2 + rest
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
