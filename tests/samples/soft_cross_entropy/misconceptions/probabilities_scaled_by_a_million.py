"""You multiply the probabilities by a million, so that small ones keep their digits, and divide the
sum by it. float16 ends at 65504: there a probability of 0.1 becomes inf.

A floating-point number has as many digits at 1e-6 as at 1. Scaling adds none.
"""
# verdict: wrong_answer
# fails: test_float16, test_many_terms

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
        terms = target * 1e6 * torch.log_softmax(input, dim)
        if self.weight is not None:
            terms = terms * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -terms.sum(dim) / 1e6

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
