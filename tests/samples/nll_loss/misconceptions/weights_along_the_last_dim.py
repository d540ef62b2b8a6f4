"""You multiply the log-probabilities by `weight` and let broadcasting line it up. It lines up with
the last dimension; the classes of (N, C, d1) are dimension 1.

Broadcasting matches shapes from the right. Pick the weights by the targets, weight[target], which
has the shape of the losses, or view the weight as (C, 1, ...) first.
"""
# verdict: runtime_error
# fails: test_all_together_in_more_dimensions, test_memory, test_gradient_in_more_dimensions

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
        weighted = input if self.weight is None else input * self.weight
        loss = -weighted.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
