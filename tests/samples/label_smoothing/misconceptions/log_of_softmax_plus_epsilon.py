"""You take log(softmax + 1e-12) so that no logarithm of 0 appears. It bends every loss: no class
costs more than 27.6.

An epsilon hides the underflow, and its gradient vanishes just where the model is most wrong.
log_softmax has no underflow to hide.
"""
# verdict: wrong_answer
# fails: test_index_targets, test_sum, test_none_drops_the_class_dimension
# fails: test_smoothed_index_targets, test_full_smoothing, test_probability_targets
# fails: test_smoothed_probability_targets, test_probabilities_as_they_are
# fails: test_share_of_probabilities_as_they_are, test_weighted_indices
# fails: test_weighted_mean_of_indices, test_weighted_smoothed_indices
# fails: test_weighted_smoothed_mean_of_indices, test_weighted_probabilities
# fails: test_weighted_mean_of_probabilities, test_ignored_items, test_ignored_smoothed_items
# fails: test_ignored_class, test_mean_leaves_ignored_items_out
# fails: test_weights_ignored_items_and_smoothing, test_single_item
# fails: test_indices_in_more_dimensions, test_probabilities_in_more_dimensions
# fails: test_gradient_of_smoothed_indices, test_gradient_of_probabilities
# fails: test_gradient_with_weights, test_gradient_where_ignored, test_gradient_in_more_dimensions
# fails: test_repeated_backward, test_large_logits, test_mixed_magnitudes, test_masked_classes
# fails: test_gradients_of_large_logits, test_masked_classes_with_smoothing
# fails: test_ignored_items_at_infinity, test_batch_of_one, test_zero_weights
# fails: test_non_contiguous_inputs, test_dtype_and_device_follow_the_input
# fails: test_inputs_are_left_alone, test_weight_is_a_buffer, test_instances_share_nothing
# fails: test_same_input_same_output, test_without_gradients, test_float16
# may fail: test_constant_offsets, test_many_terms

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        num_classes = input.shape[dim]
        eps = self.label_smoothing
        log_probs = (torch.softmax(input, dim) + 1e-12).log().movedim(dim, -1)
        weight = log_probs.new_ones(num_classes) if self.weight is None else self.weight

        if target.is_floating_point():
            probs = target.movedim(dim, -1)
            smoothed = (1 - eps) * probs + eps / num_classes
            loss = -(weight * smoothed * log_probs).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            index = torch.where(kept, target, 0)
            loss = -weight[index] * log_probs.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            if eps > 0:
                uniform = -(weight * log_probs).sum(-1) / num_classes
                loss = (1 - eps) * loss + eps * uniform
            loss = torch.where(kept, loss, 0)
            divisor = torch.where(kept, weight[index], 0).sum()

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
