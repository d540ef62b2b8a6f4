"""You call .squeeze() without a dimension. It also takes away a batch of one, and any other
dimension of size 1: reduction="none" then returns shape () instead of (1,).

squeeze(dim) removes the class dimension that gather left, and only that.
"""
# verdict: wrong_answer
# fails: test_everything_ignored, test_batch_of_one, test_gradient_of_sum_and_none
# fails: test_large_logits, test_constant_offsets, test_masked_classes

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
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze()
        index, kept = index.squeeze(), kept.squeeze()

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
