"""Your "sum" is divided by the batch size. reduction="sum" adds up, and divides by nothing.

Dividing by the batch size is "batchmean" of nn.KLDivLoss. "sum" is what one takes in order to
divide later by a total of one's own.
"""
# verdict: wrong_answer
# fails: test_sum, test_gradient_of_sum_and_none

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
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum() / (max(len(input), 1) if dim else 1)
        return loss.mean()
