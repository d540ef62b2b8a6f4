"""You multiply the log-probabilities by a one-hot matrix and add up. Where a class other than the
target's has log-probability -inf, 0 * -inf is nan.

The one-hot zeros are to leave entries out, not to scale them. Pick the entry with gather, or select
with torch.where(one_hot, input, 0).
"""
# verdict: wrong_answer
# fails: test_ruled_out_classes, test_impossible_target, test_memory

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
        one_hot = torch.zeros_like(input).scatter(dim, index.unsqueeze(dim), 1.0)
        loss = -(one_hot * input).sum(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
