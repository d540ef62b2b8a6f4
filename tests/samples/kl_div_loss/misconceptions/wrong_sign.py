"""You compute p (x - log p), the negative divergence. Minimising it drives the model away from the
target.

KL(p‖q) = Σ p (log p - log q) is 0 where the two agree and positive elsewhere.
"""
# verdict: wrong_answer
# fails: test_none, test_sum, test_mean, test_batchmean, test_one_dimension, test_more_dimensions
# fails: test_batchmean_in_more_dimensions, test_log_target, test_means_of_log_targets
# fails: test_gradient, test_gradient_of_the_means, test_gradient_with_log_target
# fails: test_repeated_backward, test_very_unlikely_inputs, test_tiny_targets
# fails: test_log_targets_that_underflow, test_log_targets_near_zero, test_zeros_in_the_target
# fails: test_impossible_inputs, test_sizes_of_one, test_non_contiguous_inputs
# fails: test_dtype_and_device_follow_the_input, test_inputs_are_left_alone
# fails: test_instances_share_nothing, test_same_input_same_output, test_unknown_reduction
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
            loss = target.exp() * (input - target)
        else:
            loss = target * input - torch.xlogy(target, target)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
