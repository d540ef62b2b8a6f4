"""You normalise the class weights to a sum of 1 before you use them. "sum" and "none" then differ
from weight[t] * loss by a factor.

The mean cannot tell, since a factor in all weights cancels there. "sum" and "none" can: they take
the weights as given.
"""
# verdict: wrong_answer
# fails: test_weighted_items, test_weights_with_ignore_index, test_all_together_in_more_dimensions
# fails: test_zero_weights, test_weight_is_a_buffer, test_gradient_of_sum_and_none

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        if weight is not None:
            weight = weight / weight.sum()
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
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
