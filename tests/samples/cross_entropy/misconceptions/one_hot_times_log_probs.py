"""You multiply log-probabilities by a one-hot mask and sum. A masked class (logit -inf) has
log-probability -inf, and 0 * -inf is nan: [[0, -inf]] with target 0 must lose 0.

A product cannot switch a number off if the number may be infinite. Pick the target's
log-probability with gather, or use torch.where(one_hot, log_probs, 0).
"""
# verdict: wrong_answer
# fails: test_masked_classes, test_float16, test_memory

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
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

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        hot = nn.functional.one_hot(index, input.shape[dim]).movedim(-1, dim)
        loss = -(hot * log_probs).sum(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
