"""You wrap `weight` in nn.Parameter: the optimizer would train the class weights, and lower the
loss by shrinking them.

A parameter is learnt, a buffer is a constant that travels with the module. The class weights are
given: self.register_buffer("weight", weight).
"""
# verdict: wrong_answer
# fails: test_weight_is_a_buffer

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.weight = None if weight is None else nn.Parameter(weight)
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
            return loss.sum()
        return loss.mean()
