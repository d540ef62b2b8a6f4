"""You call input.retain_grad(), which raises where the logits do not require grad, and so in every
validation loop.

A loss is also called under no_grad, to be reported. It should not touch the autograd flags of its
input at all.
"""
# verdict: runtime_error
# fails: test_mean_of_a_batch, test_single_item, test_none_drops_the_class_dimension, test_sum
# fails: test_one_extra_dimension, test_many_extra_dimensions, test_mean_over_positions
# fails: test_weighted_items, test_weighted_mean, test_weights_in_more_dimensions
# fails: test_targets_as_they_are, test_mean_of_targets_as_they_are, test_one_hot_targets
# fails: test_large_logits, test_mixed_magnitudes, test_constant_offsets, test_impossible_class
# fails: test_batch_of_one, test_one_class, test_empty_batch, test_zero_weights
# fails: test_non_contiguous_inputs, test_repeated_backward, test_dtype_and_device_follow_the_input
# fails: test_inputs_are_left_alone, test_instances_share_nothing, test_same_input_same_output
# fails: test_unknown_reduction, test_without_gradients, test_weight_is_a_buffer, test_bfloat16

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
        input.retain_grad()
        log_probs = torch.log_softmax(input, dim)
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
