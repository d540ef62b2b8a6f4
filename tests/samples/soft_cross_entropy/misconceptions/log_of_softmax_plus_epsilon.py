"""You take log(softmax + 1e-12) so that no logarithm of 0 appears. It bends every loss beyond
27.6: at logits [0, -200] with target [0.25, 0.75] you get 20.72, right is 150.

An epsilon hides the underflow, and its gradient is 0 just where the model is most wrong.
log_softmax has no underflow to hide.
"""
# verdict: wrong_answer
# fails: test_mean_of_a_batch, test_single_item, test_none_drops_the_class_dimension, test_sum
# fails: test_one_extra_dimension, test_many_extra_dimensions, test_mean_over_positions
# fails: test_weighted_items, test_weighted_mean, test_weights_in_more_dimensions
# fails: test_targets_as_they_are, test_mean_of_targets_as_they_are, test_one_hot_targets
# fails: test_gradient_of_the_mean, test_gradient_of_sum_and_none, test_gradient_with_weights
# fails: test_gradient_of_targets_as_they_are, test_gradient_in_more_dimensions
# fails: test_repeated_backward, test_large_logits, test_mixed_magnitudes
# fails: test_gradients_of_large_logits, test_impossible_class, test_batch_of_one
# fails: test_one_class, test_zero_weights, test_non_contiguous_inputs
# fails: test_dtype_and_device_follow_the_input, test_inputs_are_left_alone
# fails: test_weight_is_a_buffer, test_instances_share_nothing, test_same_input_same_output
# fails: test_without_gradients
# may fail: test_constant_offsets

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
        log_probs = (torch.softmax(input, dim) + 1e-12).log()
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
