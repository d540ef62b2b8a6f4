"""A target of C passes: with index arithmetic, row * C + target, it is the next row's first class,
and only behind the last row is there nothing to find.

Check that every kept target is in [0, C), from above too, before you compute with it.
"""
# verdict: wrong_answer
# fails: test_target_out_of_range, test_without_waiting

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
        rows = input.unsqueeze(0) if input.dim() == 1 else input.movedim(1, -1).flatten(0, -2)
        labels = target.flatten()
        kept = labels != self.ignore_index
        labels = torch.where(kept, labels, 0)
        if (labels < 0).any():
            raise IndexError("a target is negative")

        rows = rows - rows.amax(-1, keepdim=True).detach()
        first = torch.arange(labels.numel(), device=labels.device) * rows.shape[1]
        loss = rows.exp().sum(-1).log() - rows.flatten().index_select(0, first + labels)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[labels]
        weight = torch.where(kept, weight, 0)
        loss = weight * torch.where(kept, loss, 0)
        if self.reduction == "none":
            return loss.reshape(target.shape)
        return loss.sum() if self.reduction == "sum" else loss.sum() / weight.sum()
