"""With label_smoothing=1.0 you return the plain mean of all classes' costs.

The target's class does not matter then, but it still tells which items are ignored, and its weight
still stands in the mean's divisor. The general formula needs no special case.
"""
# verdict: wrong_answer
# fails: test_full_smoothing

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        cost = -torch.log_softmax(input, dim).movedim(dim, -1)
        if self.weight is not None:
            cost = cost * self.weight

        if target.is_floating_point():
            loss = (target.movedim(dim, -1) * cost).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            index = torch.where(kept, target, 0)
            loss = torch.where(kept, cost.gather(-1, index.unsqueeze(-1)).squeeze(-1), 0)
            weights = kept if self.weight is None else torch.where(kept, self.weight[index], 0)
            divisor = weights.sum()
            if self.label_smoothing < 1:
                cost = torch.where(kept.unsqueeze(-1), cost, 0)
            else:
                divisor = loss.numel()

        if self.label_smoothing > 0:
            loss = (1 - self.label_smoothing) * loss + self.label_smoothing * cost.mean(-1)

        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / divisor
