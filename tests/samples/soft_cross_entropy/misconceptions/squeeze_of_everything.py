"""You sum with keepdim=True and then squeeze() without a dimension, which also drops a batch of
one: (1, C) gives () in place of (1,).

Name the dimension: squeeze(dim), or sum without keepdim.
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
        loss = -(weighted * log_probs).sum(dim, keepdim=True).squeeze()

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
