"""You flatten (N, C, d1) logits with reshape(-1, C). Rows of the result are pieces of d1, not the
classes of one position.

reshape keeps the order in memory. Move the classes last first: movedim(1, -1).reshape(-1, C).
"""
# verdict: wrong_answer
# fails: test_one_extra_dimension, test_many_extra_dimensions, test_mean_over_positions,
# fails: test_weights_in_more_dimensions, test_gradient_in_more_dimensions, test_batch_of_one,
# fails: test_non_contiguous_inputs

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
        num_classes = input.shape[dim]
        positions = input.shape[:dim] + input.shape[dim + 1 :]
        log_probs = torch.log_softmax(input.reshape(-1, num_classes), -1)
        weighted = target.reshape(-1, num_classes)
        if self.weight is not None:
            weighted = weighted * self.weight
        loss = -(weighted * log_probs).sum(-1).reshape(positions)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
