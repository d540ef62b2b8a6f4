"""You write `if self.ignore_index:`, which is false for an ignore_index of 0. Class 0 is then not
ignored.

0 is a common ignore_index: the padding token. Compare the targets with it always; where no target
equals it, nothing is ignored.
"""
# verdict: wrong_answer
# fails: test_ignored_class, test_mean_leaves_ignored_items_out

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
        kept = torch.ones_like(target, dtype=torch.bool)
        if self.ignore_index:
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
        return loss.sum() / weight.sum()
