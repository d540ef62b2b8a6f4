"""You pick with log_probs[rows, target], which counts negative targets from the end: a target of
-1 is silently the last class.

Advanced indexing follows Python's lists. Check that the kept targets lie in [0, C) before, or use
gather, which refuses a negative index.
"""
# verdict: wrong_answer
# fails: test_target_out_of_range

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
        picked = rows[torch.arange(target.numel(), device=rows.device), index.flatten()]
        loss = -picked.reshape(target.shape)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
