"""Where the target is 0 you take the logarithm of ones instead, made by torch.full on the CPU,
wherever the target is.

On a GPU torch.where refuses them. It takes the number 1 as it is, and torch.ones_like(target) has
the device.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

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
            ones = torch.full(target.shape, 1.0, dtype=target.dtype)
            log_p = torch.where(target > 0, target, ones).log()
            loss = target * log_p - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
