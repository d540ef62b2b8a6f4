"""On (N, C, d1) logits your mean divides by the batch size N. There are N * d1 items: with N = 1
and d1 = 2 you return the sum of two losses.

Every target is an item of its own, wherever it stands. That is what KLDivLoss calls "batchmean";
"mean" divides by the total weight of the items.
"""
# verdict: wrong_answer
# fails: test_one_extra_dimension, test_many_extra_dimensions
# fails: test_all_together_in_more_dimensions, test_gradient_in_more_dimensions, test_batch_of_one
# fails: test_non_contiguous_inputs
# may fail: test_everything_ignored

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
        return loss.sum() / (len(input) if target.dim() > 1 else weight.sum())
