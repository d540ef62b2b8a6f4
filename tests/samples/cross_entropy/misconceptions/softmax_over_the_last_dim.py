"""You normalise over the last dimension. On (N, C, d1) the classes are dimension 1, so you
normalise over positions.

The class dimension is 1, or 0 for (C,) logits, however many dimensions follow. It is the last one
only for (N, C).
"""
# verdict: wrong_answer
# fails: test_one_extra_dimension, test_many_extra_dimensions
# fails: test_all_together_in_more_dimensions, test_gradient_in_more_dimensions, test_batch_of_one
# fails: test_non_contiguous_inputs

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

        x = input - input.amax(-1, keepdim=True)
        log_probs = x - x.exp().sum(-1, keepdim=True).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
