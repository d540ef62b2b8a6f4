"""You add up the losses by index_add into a tensor of one number, in the dtype of the input.

It adds them one by one into that number. In bfloat16, with 8 bits of precision, 256 + 1 is 256: the
total stops growing. sum() and mean() add in float32 and round once.
"""
# verdict: accepted
# fails: test_many_terms

import torch
import torch.nn.functional as F
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
        yes = F.softplus(-input)
        no = F.softplus(input)
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        flat = loss.flatten()
        place = torch.zeros(len(flat), dtype=torch.long, device=flat.device)
        total = flat.new_zeros(1).index_add(0, place, flat)[0]
        return total if self.reduction == "sum" else total / len(flat)
