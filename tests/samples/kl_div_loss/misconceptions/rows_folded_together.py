"""You fold the rows of the batch together, adding one after the other in the dtype of the input.

In bfloat16, with 8 bits of precision, 256 + 1 is 256: the total stops growing. And each row is an
operator to start. sum() adds in float32, in one.
"""
# verdict: accepted
# fails: test_many_terms, test_operators

from functools import reduce

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
            return reduce(torch.add, loss, input.new_zeros(())).sum() / input.shape[0]
        return reduce(torch.add, loss, input.new_zeros(())).sum() / loss.numel()
