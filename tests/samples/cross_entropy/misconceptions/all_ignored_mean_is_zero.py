"""Where nothing is left to average (every item ignored, an empty batch, a total weight of 0), you
return 0. The mean over nothing is 0 / 0, so nan.

A 0 looks like a perfect prediction, and hides that a batch had no labels. Dividing without a guard
gives the nan that torch gives. Whoever wants 0 can ask for the sum.
"""
# verdict: wrong_answer
# fails: test_everything_ignored, test_empty_batch, test_zero_weights

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
        total = weight.sum()
        return torch.where(total > 0, loss.sum() / total, 0)
