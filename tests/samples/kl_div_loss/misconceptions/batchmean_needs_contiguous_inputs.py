""""batchmean" reshapes by view(), which raises where the inputs are transposed: their rows are not
in one piece.

Summing over everything and dividing by N needs no reshaping. Where one is needed, reshape() copies
if it must; view() never does.
"""
# verdict: runtime_error
# fails: test_non_contiguous_inputs

import math
import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.reduction, self.log_target = reduction, log_target

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
            return loss.view(input.shape[0], math.prod(input.shape[1:])).sum(1).mean()
        return loss.mean()
