"""The losses start from torch.zeros with a shape and a dtype, and the terms are subtracted from it.
Without a device it is on the CPU.

Operators do not mix devices. Start from the first term, or from new_zeros, which has the device.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

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
        if self.weight is not None:
            terms = terms * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = torch.zeros(terms.select(dim, 0).shape, dtype=input.dtype)
        loss = loss - terms.sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
