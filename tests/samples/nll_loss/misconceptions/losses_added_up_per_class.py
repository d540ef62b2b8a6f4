"""You add up the losses per class by index_add, and then the classes. Each class's total is kept in
the dtype of the input.

It grows by one loss after the other, and in bfloat16, with 8 bits of precision, 256 + 1 is 256.
sum() adds in float32 and rounds once.
"""
# verdict: accepted
# fails: test_many_terms

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

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        flat, places = loss.flatten(), index.flatten()
        per_class = input.new_zeros(input.shape[dim]).index_add(0, places, flat)
        if self.reduction == "sum":
            return per_class.sum()
        return per_class.sum() / weight.sum()
