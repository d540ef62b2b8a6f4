"""You divide the target by its sum. A row [1, 1] then counts as [0.5, 0.5] and costs half of what
it should.

The contract takes targets as they are, as torch does: the loss is linear in the target, which
mixing two targets relies on. For rows that add up to 1 there is nothing to divide.
"""
# verdict: wrong_answer
# fails: test_targets_as_they_are, test_mean_of_targets_as_they_are
# fails: test_gradient_of_targets_as_they_are, test_weight_is_a_buffer

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
        target = target / target.sum(dim, keepdim=True)
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
