"""You clamp the probabilities to at least 1e-7, so no class costs more than 16.1. At logits [100,
0] the second class costs 100.

A clamp also stops the gradient where it is needed most. Compute the logarithm directly with
log_softmax.
"""
# verdict: wrong_answer
# fails: test_large_logits, test_mixed_magnitudes, test_gradients_of_large_logits,
# fails: test_impossible_class

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
        log_probs = torch.softmax(input, dim).clamp(min=1e-7).log()
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
