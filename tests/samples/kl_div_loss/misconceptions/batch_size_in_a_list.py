"""You put the batch size into torch.tensor([N]) to divide by it, and drop the dimension afterwards.
That tensor is on the CPU.

A Python number divides a tensor on any device: loss.sum() / input.shape[0].
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
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return (loss.sum() / torch.tensor([input.shape[0]])).squeeze(0)
        return loss.mean()
