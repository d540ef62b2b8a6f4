"""Style: 0 log 0 becomes nan first and 0 by masked_fill afterwards."""

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp().mul(target.sub(input))
        else:
            loss = (target * (target.log() - input)).masked_fill(target == 0, 0.0)

        match self.reduction:
            case "none":
                return loss
            case "sum":
                return loss.sum()
            case "batchmean":
                return loss.sum().div(input.size(0))
            case "mean":
                return loss.mean()
        raise ValueError(f"{self.reduction} is not a valid value for reduction")
