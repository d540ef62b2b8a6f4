"""You multiply the whole row by the weight of its likeliest class. Target [0.4, 0.6], weight [1,
3]: the first class gets 3 too.

Each class's term has its own weight: Σ w_c q_c * -log p_c. Only for one-hot targets is that one
weight.
"""
# verdict: wrong_answer
# fails: test_weighted_items, test_weighted_mean, test_weights_in_more_dimensions
# fails: test_gradient_with_weights, test_zero_weights

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
        loss = -(weighted * log_probs).sum(dim)
        if self.weight is not None:
            loss = loss * self.weight[target.argmax(dim)]

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
