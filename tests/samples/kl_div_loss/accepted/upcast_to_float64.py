"""Style: everything in float64, one rounding to the input's dtype at the end."""

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"reduction={reduction}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        x, t = input.double(), target.double()
        if self.log_target:
            p, log_p = t.exp(), t
        else:
            p = t
            # log 1 = 0 stands in where p is 0; the product is 0 there all the same.
            log_p = t.masked_fill(t == 0, 1).log()
        loss = p * (log_p - x)
        if self.reduction == "mean":
            loss = loss.mean()
        elif self.reduction == "batchmean":
            loss = loss.sum() / x.size(0)
        elif self.reduction == "sum":
            loss = loss.sum()
        return loss.to(input.dtype)
