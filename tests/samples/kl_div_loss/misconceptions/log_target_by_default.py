"""Your log_target defaults to True. torch's default is False: the input is in log space and the
target is not.

A drop-in takes the defaults over too: KLDivLoss(reduction="mean", log_target=False).
"""
# verdict: wrong_answer
# fails: test_none, test_sum, test_mean, test_batchmean, test_one_dimension, test_more_dimensions
# fails: test_batchmean_in_more_dimensions, test_gradient, test_gradient_of_the_means
# fails: test_repeated_backward, test_very_unlikely_inputs, test_tiny_targets
# fails: test_zeros_in_the_target, test_impossible_inputs, test_sizes_of_one
# fails: test_non_contiguous_inputs, test_dtype_and_device_follow_the_input
# fails: test_inputs_are_left_alone, test_instances_share_nothing, test_same_input_same_output
# fails: test_unknown_reduction, test_without_gradients

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=True):
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
        return loss.mean()
