"""You ask whether all class weights are 1, to save the multiplication.

The answer travels to the CPU before the next operator can start: a GPU stands still for longer
than a multiplication takes.
"""
# verdict: accepted
# fails: test_without_waiting

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
        terms = target * torch.log_softmax(input, dim)
        if self.weight is not None and not (self.weight == 1).all():
            terms = terms * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -terms.sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
