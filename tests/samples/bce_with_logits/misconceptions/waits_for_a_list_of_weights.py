"""You copy pos_weight by way of a list, to bring it to the device and dtype of the logits.

tolist copies to the CPU, and waits for all work before it. pos_weight.to(input) does the same
without leaving the device; as a buffer it is there already.
"""
# verdict: accepted
# fails: test_without_waiting

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
            yes = yes * input.new_tensor(self.pos_weight.tolist())
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
