"""You average within each sample, then over the samples. Where one sample has fewer kept items than
another, its items count for more: losses [1, 2] and [3, ignored] give you (1.5 + 3) / 2 = 2.25, not
6 / 3 = 2.

There is one average, over all items of the batch: one sum and one divisor.
"""
# verdict: wrong_answer
# fails: test_all_together_in_more_dimensions, test_gradient_in_more_dimensions

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
        if self.reduction == "sum":
            return loss.sum()
        if loss.dim() > 1:
            return (loss.flatten(1).sum(1) / weight.flatten(1).sum(1)).mean()
        return loss.sum() / weight.sum()
