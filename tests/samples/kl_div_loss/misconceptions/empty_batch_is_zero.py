"""You divide by max(N, 1), so that an empty batch gives 0. torch gives nan, 0 / 0, and so does this
kata.

nan says aloud that there was nothing to average, which 0 would hide.
"""
# verdict: wrong_answer
# fails: test_empty_batch

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / max(input.shape[0], 1)
        return loss.mean()
