"""You clean the result with nan_to_num. It turns the nan of 0 * log(0) into 0, as it should be, and
the inf of an impossible input into 3.4e38, as it should not.

Where the model gives probability 0 to what happens, the divergence is infinite. Treat 0 * log(0) at
its source: torch.xlogy, or torch.where.
"""
# verdict: wrong_answer
# fails: test_impossible_inputs

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

        loss = loss.nan_to_num()
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
