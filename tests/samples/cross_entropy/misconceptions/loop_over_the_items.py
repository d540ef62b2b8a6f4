"""A Python loop works through the items one by one.

Each item costs a dozen operators, and each operator microseconds to start, however little it
computes: a batch of a thousand takes a thousand times as long. Let every operator work on all
rows.
"""
# verdict: accepted
# fails: test_operators

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
        rows = log_probs.movedim(dim, -1).reshape(-1, input.shape[dim])
        picked = [row.gather(0, place) for row, place in zip(rows, index.reshape(-1, 1))]
        picked = torch.cat(picked) if picked else rows.flatten()
        loss = -picked.view(target.shape)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
