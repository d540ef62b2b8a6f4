"""Your default is label_smoothing=0.1. Without options the loss is the plain one.

Defaults are part of the contract: weight=None, ignore_index=-100, reduction="mean",
label_smoothing=0.0.
"""
# verdict: wrong_answer
# fails: test_index_targets, test_sum, test_none_drops_the_class_dimension, test_probability_targets
# fails: test_probabilities_as_they_are, test_weighted_indices, test_weighted_mean_of_indices
# fails: test_ignored_items, test_masked_classes, test_repeated_backward
# fails: test_dtype_and_device_follow_the_input, test_inputs_are_left_alone
# fails: test_instances_share_nothing, test_same_input_same_output, test_unknown_reduction
# fails: test_without_gradients, test_weight_is_a_buffer

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.1):
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
        log_probs = torch.log_softmax(input, dim).movedim(dim, -1)
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
