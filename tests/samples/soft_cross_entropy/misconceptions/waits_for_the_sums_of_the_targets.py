"""You check on every call whether the targets add up to 1, and warn if they do not.

torch.allclose answers in Python, so that a GPU must finish all its work first. Check the data
where it is loaded; the loss takes it as it is.
"""
# verdict: accepted
# fails: test_without_waiting

import warnings

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
        sums = target.sum(dim)
        if not torch.allclose(sums, torch.ones_like(sums), atol=1e-2):
            warnings.warn("the targets are no distributions", stacklevel=2)
        terms = target * torch.log_softmax(input, dim)
        if self.weight is not None:
            terms = terms * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -terms.sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
