"""Your mean divides by the sum of the weights, but the losses above were never multiplied by them.

A weighted average carries the weights twice: in the sum and in the divisor. With one of the two
alone, doubling the weights would halve the loss.
"""
# verdict: wrong_answer
# fails: test_weighted_mean, test_weights_with_ignore_index, test_all_together_in_more_dimensions
# fails: test_zero_weights, test_gradient_of_the_mean

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
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

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        unweighted = torch.where(kept, loss, 0)
        loss = unweighted * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return unweighted.sum() / weight.sum()
