"""Style: one gather along the class dimension, masked_fill on both sides of it."""

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("none", "mean", "sum"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = min(1, input.ndim - 1)
        ignored = target.eq(self.ignore_index)
        safe = target.masked_fill(ignored, 0)
        nll = -torch.gather(input, dim, safe.unsqueeze(dim)).squeeze(dim).masked_fill(ignored, 0.0)
        if self.weight is not None:
            w = self.weight[safe].masked_fill(ignored, 0.0)
            nll = nll * w
            count = w.sum()
        else:
            count = (~ignored).sum()
        if self.reduction == "none":
            return nll
        return nll.sum() if self.reduction == "sum" else nll.sum() / count
