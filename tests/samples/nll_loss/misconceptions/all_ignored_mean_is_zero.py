"""You clamp the mean's divisor, so that a batch with nothing to count gives 0. torch gives nan, 0 /
0, and so does this kata.

Training code often prefers 0 there; a drop-in for torch must not. nan says aloud that a batch held
no target, which 0 would hide. An epsilon has a second fault: it also shrinks small totals.
"""
# verdict: wrong_answer
# fails: test_everything_ignored, test_empty_batch, test_zero_weights

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
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum().clamp(min=1e-8)
