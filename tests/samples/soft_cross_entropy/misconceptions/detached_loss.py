"""You return a detached loss. Its value is right, but backward() finds no path to the logits.

detach() cuts the graph; the caller does that, when only the value is wanted.
"""
# verdict: wrong_answer
# fails: test_gradient_of_the_mean, test_gradient_of_sum_and_none, test_gradient_with_weights,
# fails: test_gradient_of_targets_as_they_are, test_gradient_in_more_dimensions,
# fails: test_repeated_backward, test_gradients_of_large_logits

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
        loss = -(weighted * log_probs).sum(dim).detach()

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
