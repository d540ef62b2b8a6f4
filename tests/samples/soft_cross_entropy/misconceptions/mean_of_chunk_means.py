"""The mean of many positions is taken in chunks of 1024, and the chunks' means are averaged: those
of the last, shorter chunk count more.

A mean of means is the mean only where all groups have one size. Add up the chunks' sums and divide
once, by the number of all positions.
"""
# verdict: wrong_answer
# fails: test_whatever_comes_together

import torch
from torch import nn

class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        logp = torch.log_softmax(input, dim)
        terms = (target * logp).movedim(dim, -1)
        if self.weight is not None:
            terms = terms * self.weight
        loss = -terms.sum(-1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return torch.stack([c.mean() for c in loss.reshape(-1).split(1024)]).mean()
