"""Your range check lets target = C through (it says > where >= is meant), and the lookup wraps
round.

The classes are 0, ..., C - 1: the first bad target is C itself.
"""
# verdict: wrong_answer
# fails: test_target_out_of_range, test_without_waiting

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        if ((index < 0) | (index > input.shape[dim])).any():
            raise IndexError("target out of range")
        loss = -torch.take_along_dim(input, index.unsqueeze(dim), dim).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
