"""You convert all log-probabilities to float64, pick one of each row, and convert the losses back.

The copy is twice as large as the input, and nothing is computed with most of it. Picking rounds
nothing, and sum() adds float32 well enough.
"""
# verdict: accepted
# fails: test_memory

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
        exact = input.double()
        loss = -exact.gather(dim, index.unsqueeze(dim)).squeeze(dim).to(input.dtype)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
