"""You apply the weights in the mean only. "none" and "sum" come back unweighted.

A reduction only says how the losses of the positions are put together; the weights are part of
each of them.
"""
# verdict: wrong_answer
# fails: test_weighted_items, test_weights_in_more_dimensions, test_gradient_with_weights
# fails: test_zero_weights

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
        if self.weight is not None and self.reduction == "mean":
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
