"""You compute both parts at once, with the signs -1 and 1 out of torch.tensor. That is a CPU
tensor, which a GPU's logits cannot be multiplied with.

Make it with device=input.device; or as a buffer, which moves with the module. The two parts written
out need no tensor at all.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

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
        signs = torch.tensor([-1.0, 1.0], dtype=input.dtype)
        yes, no = F.softplus(input.unsqueeze(-1) * signs).unbind(-1)
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
