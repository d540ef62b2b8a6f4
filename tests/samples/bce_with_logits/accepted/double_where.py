"""Style: a branch for each sign, with harmless numbers in the branch not taken."""

import torch
from torch import nn


def negative_log_sigmoid(x):
    up = x >= 0
    above = torch.where(up, x, 0)
    below = torch.where(up, 0, x)
    return torch.where(up, torch.log1p(torch.exp(-above)), torch.log1p(torch.exp(below)) - below)


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input, target):
        if target.size() != input.size():
            raise ValueError(f"target size {target.size()} is not input size {input.size()}")
        loss = (1 - target) * negative_log_sigmoid(-input)
        positive = target * negative_log_sigmoid(input)
        if self.pos_weight is not None:
            positive = positive * self.pos_weight
        loss = loss + positive
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
