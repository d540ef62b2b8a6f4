"""With ignore_index=0 the mean divides by all items, as 0 counts for "no ignore_index" in a Python
if.

0 is a class like any other, and falsy. Ask for what is meant: target != ignore_index holds for
every index.
"""
# verdict: wrong_answer
# fails: test_mean_leaves_ignored_items_out

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
        loss = weight * torch.where(kept, loss, 0)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.weight is None:
            return loss.sum() / (kept.sum() if self.ignore_index else target.numel())
        return loss.sum() / weight.sum()
