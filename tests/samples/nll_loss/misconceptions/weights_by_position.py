"""You multiply item i by weight[i]. The weights belong to the classes, not to the places in the
batch: item i weighs weight[target[i]].

weight is (C,), the losses are (N,). Where N is not C torch refuses the product; where N = C, as in
a test of three items and three classes, it runs and is wrong.
"""
# verdict: wrong_answer
# fails: test_weighted_mean, test_weighted_items, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_gradient_with_weights, test_zero_weights

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
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
