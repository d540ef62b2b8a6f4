"""You read the numbers in memory order, with as_strided. For a transposed or sliced tensor that is
another order than the tensor's own.

A tensor's numbers stand where its strides say. Use indexing, gather or reshape, which follow them;
contiguous() makes the two orders one.
"""
# verdict: wrong_answer
# fails: test_non_contiguous_inputs

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        steps = [1] * input.dim()
        for i in range(input.dim() - 2, -1, -1):
            steps[i] = steps[i + 1] * input.shape[i + 1]
        input = input.as_strided(input.shape, steps) if 0 not in input.stride() else input
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
