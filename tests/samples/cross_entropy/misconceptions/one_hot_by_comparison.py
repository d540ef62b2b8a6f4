"""You build the one-hot mask by comparing with arange(C), so a target outside [0, C) matches no
class: its loss is 0 where it must raise.

The comparison has no notion of a range. Check the kept targets before, or use gather or F.one_hot,
which refuse.
"""
# verdict: wrong_answer
# fails: test_target_out_of_range, test_memory

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
        classes = torch.arange(input.shape[dim], device=input.device)
        hot = (index.unsqueeze(-1) == classes).movedim(-1, dim)
        loss = -torch.where(hot, log_probs, 0).sum(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
