"""You add a little noise, so two calls on one batch differ.

A loss is a function of its arguments. Noise belongs into the model, and only in training.
"""
# verdict: wrong_answer
# fails: test_none, test_sum, test_mean, test_batchmean, test_one_dimension, test_more_dimensions
# fails: test_batchmean_in_more_dimensions, test_log_target, test_means_of_log_targets
# fails: test_very_unlikely_inputs, test_tiny_targets, test_log_targets_that_underflow
# fails: test_log_targets_near_zero, test_zeros_in_the_target, test_impossible_inputs
# fails: test_sizes_of_one, test_non_contiguous_inputs, test_dtype_and_device_follow_the_input
# fails: test_inputs_are_left_alone, test_instances_share_nothing, test_same_input_same_output
# fails: test_without_gradients

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

        loss = loss + 1e-9 * torch.rand_like(loss)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
