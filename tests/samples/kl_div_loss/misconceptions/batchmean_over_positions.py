"""Your "batchmean" divides by every dimension but the last: by N * T for (N, T, C) input. torch
divides by N alone, so a sequence's divergences are added up.

For the mean per position flatten to (N * T, C) before the call. "batchmean" itself knows one batch
dimension, dimension 0.
"""
# verdict: wrong_answer
# fails: test_batchmean_in_more_dimensions, test_means_of_log_targets, test_gradient_of_the_means
# fails: test_sizes_of_one, test_non_contiguous_inputs

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
            return loss.sum() / input.shape[:-1].numel()
        return loss.mean()
