"""A target of -1 is taken for the last class, as input[arange(N), target] does: bad data trains the
wrong class without a word.

Python-style indexing counts negatives from the end. Check the range, or use gather, which refuses
them.
"""
# verdict: wrong_answer
# fails: test_target_out_of_range

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
        if dim == 0:
            loss = -input[index]
        else:
            rows = input.movedim(1, -1).reshape(-1, input.shape[1])
            flat = index.reshape(-1)
            loss = -rows[torch.arange(len(flat), device=flat.device), flat].reshape(index.shape)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
