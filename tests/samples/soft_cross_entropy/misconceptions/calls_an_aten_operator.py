"""You call the operator below F.cross_entropy, torch.ops.aten.cross_entropy_loss.

It is the same ready-made loss on a lower floor. Write it from log_softmax, products and sums.
"""
# verdict: forbidden

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        loss = torch.ops.aten.cross_entropy_loss(input, target, self.weight, 0)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
