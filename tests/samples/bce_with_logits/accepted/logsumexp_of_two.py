"""Style: log(1 + exp(z)) as a logsumexp over the pair (0, z)."""

import torch
from torch import nn


def log1p_exp(z):
    return torch.logsumexp(torch.stack([z, torch.zeros_like(z)]), dim=0)


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
        yes, no = log1p_exp(-input), log1p_exp(input)
        if self.pos_weight is not None:
            yes = yes.mul(self.pos_weight)
        loss = torch.lerp(no, yes, target)
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
