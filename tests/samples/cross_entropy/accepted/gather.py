"""Style: log-probabilities by hand, then one gather along the class dimension."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in {"none", "mean", "sum"}:
            raise ValueError(f"unknown reduction: {reduction}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 1 if input.dim() > 1 else 0
        ignored = target == self.ignore_index
        safe_target = target.masked_fill(ignored, 0)

        z = input - input.max(dim=dim, keepdim=True).values
        log_probs = z - z.exp().sum(dim=dim, keepdim=True).log()
        loss = -log_probs.gather(dim, safe_target.unsqueeze(dim)).squeeze(dim)

        if self.weight is None:
            item_weight = torch.ones_like(loss)
        else:
            item_weight = self.weight[safe_target]
        item_weight = item_weight.masked_fill(ignored, 0.0)
        loss = (loss * item_weight).masked_fill(ignored, 0.0)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / item_weight.sum()
