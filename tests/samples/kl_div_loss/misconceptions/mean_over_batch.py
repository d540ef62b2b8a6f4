"""Your "mean" divides by the batch size. In this loss that is "batchmean"; "mean" divides by all
elements, the classes too. For input [[-1, -1]] and target [[0.5, 0.5]] you give 0.3069, not 0.1534.

torch keeps "mean" as the mean of what "none" returns. The divergence per item, which is what one
usually wants, has the name "batchmean".
"""
# verdict: wrong_answer
# fails: test_mean

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
            return loss.sum() / input.shape[0]
        return loss.sum() / input.shape[0]
