"""You convert logits and targets to float64 first, against overflow, and the loss back.

Every tensor on the way is then twice as large, and a GPU computes float64 many times as slowly.
log_softmax takes the maximum off first: float32 does not overflow either.
"""
# verdict: accepted
# fails: test_memory

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
        logits, probs = input.double(), target.double()
        log_probs = torch.log_softmax(logits, dim)
        terms = probs * log_probs
        if self.weight is not None:
            terms = terms * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -terms.sum(dim).to(input.dtype)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
