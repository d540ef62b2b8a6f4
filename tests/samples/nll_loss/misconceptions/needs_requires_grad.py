"""You call input.retain_grad(), which raises where the input does not require grad, and so in every
validation loop.

A loss is also called under no_grad, to be reported. It should not touch the autograd flags of its
input at all.
"""
# verdict: runtime_error
# fails: test_mean_of_a_batch, test_single_item, test_one_extra_dimension
# fails: test_many_extra_dimensions, test_sum, test_none_keeps_the_targets_shape, test_weighted_mean
# fails: test_weighted_items, test_default_ignore_index, test_other_ignore_index, test_ignored_class
# fails: test_mean_leaves_ignored_items_out, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_everything_ignored, test_batch_of_one
# fails: test_one_class, test_empty_batch, test_zero_weights, test_first_and_last_class
# fails: test_non_contiguous_inputs, test_target_out_of_range, test_repeated_backward
# fails: test_dtype_and_device_follow_the_input, test_inputs_are_left_alone
# fails: test_instances_share_nothing, test_same_input_same_output, test_unknown_reduction
# fails: test_without_gradients, test_weight_is_a_buffer, test_numbers_as_they_are
# fails: test_large_log_probabilities, test_ruled_out_classes, test_ignored_rows_hold_anything
# fails: test_impossible_target, test_bfloat16

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        input.retain_grad()
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
