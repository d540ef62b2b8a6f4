"""You add up the terms over the last dimension. For (N, C, d1) logits that mixes positions and
leaves the classes: the result is (N, C), not (N, d1).

The expectation is over classes, dimension 1. The total over everything is not changed by it, so
"sum" looks right and "none" is not.
"""
# verdict: wrong_answer
# fails: test_one_extra_dimension, test_many_extra_dimensions, test_mean_over_positions,
# fails: test_weights_in_more_dimensions, test_gradient_in_more_dimensions, test_batch_of_one,
# fails: test_non_contiguous_inputs

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
        loss = -(weighted * log_probs).sum(-1)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
