"""An unknown reduction falls through your branches, and returns the losses unreduced. A misspelt
"maen" would go unnoticed until backward() fails.

Refuse early: raise ValueError in the constructor unless reduction is "mean", "sum" or "none".
"""
# verdict: wrong_answer
# fails: test_unknown_reduction

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
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

        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "mean":
            return loss.sum() / weight.sum()
        return loss
