"""You divide the target by its sum, so that it is a distribution. The loss takes the target as it
is: it may be a slice of a distribution, or be weighted on purpose.

The formula is element by element, and no element knows its row. Normalise before the call if you
must.
"""
# verdict: wrong_answer
# fails: test_none, test_sum, test_mean, test_batchmean, test_one_dimension, test_more_dimensions
# fails: test_batchmean_in_more_dimensions, test_log_target, test_means_of_log_targets
# fails: test_gradient, test_gradient_of_the_means, test_gradient_with_log_target
# fails: test_repeated_backward, test_very_unlikely_inputs, test_tiny_targets
# fails: test_log_targets_that_underflow, test_log_targets_near_zero, test_impossible_inputs
# fails: test_sizes_of_one, test_non_contiguous_inputs, test_dtype_and_device_follow_the_input
# fails: test_inputs_are_left_alone, test_instances_share_nothing, test_same_input_same_output
# fails: test_unknown_reduction, test_without_gradients

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
            target = target - target.logsumexp(-1, keepdim=True)
            loss = target.exp() * (target - input)
        else:
            target = target / target.sum(-1, keepdim=True)
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
