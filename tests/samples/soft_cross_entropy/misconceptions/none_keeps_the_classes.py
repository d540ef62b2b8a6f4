"""With reduction="none" you return the N * C terms, before they are added up over the classes.

"none" leaves out the reduction over positions only. The sum over classes is part of each
position's loss.
"""
# verdict: wrong_answer
# fails: test_none_drops_the_class_dimension, test_gradient_of_sum_and_none, test_batch_of_one

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
            return -(weighted * log_probs)
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
