"""You take log(p + 1e-8), so that p = 0 does no harm. It harms every other p: the result is off in
the ninth digit, and a p of 1e-30 is off altogether.

0 * log(0) is one point; treat that one. torch.xlogy does, or torch.where.
"""
# verdict: wrong_answer
# fails: test_none, test_sum, test_mean, test_batchmean, test_one_dimension, test_more_dimensions
# fails: test_batchmean_in_more_dimensions, test_very_unlikely_inputs, test_tiny_targets
# fails: test_zeros_in_the_target, test_impossible_inputs, test_sizes_of_one
# fails: test_non_contiguous_inputs, test_dtype_and_device_follow_the_input
# fails: test_inputs_are_left_alone, test_instances_share_nothing, test_same_input_same_output
# fails: test_without_gradients, test_float16

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
            loss = target * ((target + 1e-8).log() - input)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
