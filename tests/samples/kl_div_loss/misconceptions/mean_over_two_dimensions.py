"""Your "mean" divides by shape[0] * shape[1]. For (N, T, C) input that leaves out the classes, and
a single distribution, (C,), has no shape[1] at all.

"mean" is over every element, whatever the number of dimensions: loss.mean().
"""
# verdict: wrong_answer
# fails: test_one_dimension, test_more_dimensions, test_means_of_log_targets
# fails: test_gradient_of_the_means, test_sizes_of_one, test_non_contiguous_inputs

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.sum() / (input.shape[0] * input.shape[1])
