"""Style: a stable log-sigmoid of its own, in the terms of the textbook."""

import torch
from torch import nn


def log_sigmoid(x):
    """log(1 / (1 + exp(-x))) = min(x, 0) - log(1 + exp(-|x|)), with the slope 1 / 2 at 0."""
    return torch.minimum(x, x.new_zeros(())) - x.abs().neg().exp().log1p()


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
        log_p, log_not_p = log_sigmoid(input), log_sigmoid(-input)
        pos_weight = torch.ones_like(input) if self.pos_weight is None else self.pos_weight
        loss = -pos_weight * target * log_p - (1 - target) * log_not_p
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
