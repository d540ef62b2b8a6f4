"""On (N, C, d1) logits you average within each sample and then over the samples. One sample with
one kept item then counts as much as another with a hundred.

All items of the batch belong to one average: add up all losses and all weights, and divide once.
The two agree only where every sample has the same total weight.
"""
# verdict: wrong_answer
# fails: test_all_together_in_more_dimensions, test_gradient_in_more_dimensions

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
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if target.dim() > 1:
            loss, weight = loss.flatten(1).sum(1), weight.flatten(1).sum(1)
            return (loss / weight).mean()
        return loss.sum() / weight.sum()
