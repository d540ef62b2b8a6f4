"""You multiply the targets with the log-probabilities as matrices, (N, C) times (C, N), and take the
diagonal.

That pairs each target with every row: N * N numbers, of which N are wanted. (target *
log_probs).sum(dim) pairs each with its own.
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
        log_probs = torch.log_softmax(input, dim).movedim(dim, -1)
        probs = target.movedim(dim, -1)
        if self.weight is not None:
            probs = probs * self.weight
        rows, columns = probs.reshape(-1, input.shape[dim]), log_probs.reshape(-1, input.shape[dim])
        loss = -(rows @ columns.T).diagonal().view(log_probs.shape[:-1])

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
