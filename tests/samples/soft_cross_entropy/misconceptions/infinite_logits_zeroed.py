"""You replace log-probabilities of -inf by 0, so that 0 * inf gives no nan. A class with a
positive probability and a logit of -inf then costs nothing; right is inf.

The convention 0 * log 0 = 0 is about the target's 0. If you want it, mask where target == 0, not
where the logarithm is infinite.
"""
# verdict: wrong_answer
# fails: test_impossible_class

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
        log_probs = torch.log_softmax(input, dim)
        log_probs = log_probs.masked_fill(log_probs.isinf(), 0)
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
