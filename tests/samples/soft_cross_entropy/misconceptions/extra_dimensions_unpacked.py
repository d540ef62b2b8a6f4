"""You unpack N, C = input.shape, so that only (N, C) logits can come in.

(C,) has one dimension and (N, C, d1) three. Ask for the class dimension instead of naming them
all.
"""
# verdict: runtime_error
# fails: test_single_item, test_one_extra_dimension, test_many_extra_dimensions,
# fails: test_mean_over_positions, test_weights_in_more_dimensions,
# fails: test_gradient_in_more_dimensions, test_batch_of_one, test_non_contiguous_inputs

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
        num_items, num_classes = input.shape
        dim = 1
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
