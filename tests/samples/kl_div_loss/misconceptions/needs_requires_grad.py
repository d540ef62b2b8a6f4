"""You call input.retain_grad(), which raises where the input does not require grad, and so in every
validation loop.

A loss is also called under no_grad, to be reported. It should not touch the autograd flags of its
input at all.
"""
# verdict: runtime_error
# fails: test_none, test_sum, test_mean, test_batchmean, test_one_dimension, test_more_dimensions
# fails: test_batchmean_in_more_dimensions, test_log_target, test_means_of_log_targets
# fails: test_very_unlikely_inputs, test_tiny_targets, test_log_targets_that_underflow
# fails: test_log_targets_near_zero, test_zeros_in_the_target, test_impossible_inputs
# fails: test_sizes_of_one, test_empty_batch, test_non_contiguous_inputs, test_repeated_backward
# fails: test_dtype_and_device_follow_the_input, test_inputs_are_left_alone
# fails: test_instances_share_nothing, test_same_input_same_output, test_unknown_reduction
# fails: test_without_gradients, test_bfloat16

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
        input.retain_grad()
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
        return loss.mean()
