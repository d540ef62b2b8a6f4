"""Your reduction defaults to "batchmean". It is the better choice, and not the default: torch's is
"mean".

A drop-in takes the defaults over, also the unlucky ones: KLDivLoss(reduction="mean",
log_target=False).
"""
# verdict: wrong_answer
# fails: test_mean

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="batchmean", log_target=False):
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
        return loss.mean()
