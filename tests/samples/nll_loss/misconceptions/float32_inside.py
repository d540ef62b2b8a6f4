"""You convert to float32 inside. For a float64 input half of the digits are gone.

Upcasting float16 to float32 is good practice; downcasting float64 is not. Leave the dtype alone, or
go up to float64.
"""
# verdict: wrong_answer
# fails: test_mean_of_a_batch, test_single_item, test_one_extra_dimension
# fails: test_many_extra_dimensions, test_sum, test_none_keeps_the_targets_shape, test_weighted_mean
# fails: test_weighted_items, test_default_ignore_index, test_other_ignore_index, test_ignored_class
# fails: test_mean_leaves_ignored_items_out, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_gradient_where_ignored
# fails: test_gradient_in_more_dimensions, test_batch_of_one, test_one_class, test_zero_weights
# fails: test_first_and_last_class, test_non_contiguous_inputs, test_repeated_backward
# fails: test_inputs_are_left_alone, test_same_input_same_output, test_without_gradients
# fails: test_numbers_as_they_are, test_gradient_of_every_reduction, test_gradient_with_weights
# fails: test_ruled_out_classes
# may fail: test_ignored_rows_hold_anything
# may fail: test_dtype_and_device_follow_the_input, test_instances_share_nothing
# may fail: test_large_log_probabilities

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
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        loss = -input.float().gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        loss, weight = loss.to(input.dtype), weight.to(input.dtype)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
