"""You return a Python number, loss.item(). It cannot be differentiated: nothing can be trained
with it.

.item() is for printing. Return the tensor, a scalar one of shape ().
"""
# verdict: wrong_answer
# fails: test_mean_of_a_batch, test_sum, test_mean_over_positions, test_weighted_mean,
# fails: test_mean_of_targets_as_they_are, test_gradient_of_the_mean,
# fails: test_gradient_of_sum_and_none, test_zero_weights

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
        log_probs = torch.log_softmax(input, dim)
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum().item()
        return loss.mean().item()
