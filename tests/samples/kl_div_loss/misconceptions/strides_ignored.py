"""You read the target in memory order, with as_strided. For a transposed or sliced tensor that is
another order than the tensor's own.

A tensor's numbers stand where its strides say. Plain element operations follow them; contiguous()
makes the two orders one.
"""
# verdict: wrong_answer
# fails: test_non_contiguous_inputs

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
        if 0 not in target.stride():
            steps = [1] * target.dim()
            for i in range(target.dim() - 2, -1, -1):
                steps[i] = steps[i + 1] * target.shape[i + 1]
            target = target.as_strided(target.shape, steps)
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
