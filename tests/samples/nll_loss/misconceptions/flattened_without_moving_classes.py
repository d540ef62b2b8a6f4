"""You flatten (N, C, d1) to (N * d1, C) by reshape alone. reshape keeps the order in memory, so the
rows mix positions with classes.

First move the classes to the end, input.movedim(1, -1), then reshape(-1, C).
"""
# verdict: wrong_answer
# fails: test_one_extra_dimension, test_many_extra_dimensions, test_all_together_in_more_dimensions
# fails: test_gradient_in_more_dimensions, test_batch_of_one, test_non_contiguous_inputs

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
        if input.dim() > 2:
            input = input.reshape(-1, input.shape[1])
            loss = -input.gather(1, index.reshape(-1, 1)).reshape(target.shape)
        else:
            loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
