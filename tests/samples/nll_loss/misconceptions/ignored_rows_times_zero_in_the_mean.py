"""In the mean, ignored items are multiplied by 0, which makes nan of a row that holds nan or -inf.

0 * inf is nan. Choose with torch.where before anything is multiplied, in every reduction: padding
may hold whatever the network put there.
"""
# verdict: wrong_answer
# fails: test_ignored_rows_hold_anything

import torch
from torch import Tensor, nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        classes = input.shape[dim]
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        if self.reduction == "mean":
            loss = loss * weight
        else:
            loss = weight * torch.where(kept, loss, 0)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
