"""Your mean divides by the sum of the weights that took part, Σ w q. Logits [[0, 1]], target
[[0.5, 0.5]], weight [1, 3]: you get 0.5633, right is 1.1265.

That is the rule of class-index targets, where each item has one weight. With probabilities an item
has C of them, and the mean divides by the number of positions: loss.mean().
"""
# verdict: wrong_answer
# fails: test_weighted_mean, test_zero_weights

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
            return loss.sum()
        return loss.sum() / weighted.sum() if self.weight is not None else loss.mean()
