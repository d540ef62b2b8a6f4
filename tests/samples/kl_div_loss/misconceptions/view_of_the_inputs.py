"""You flatten the input with .view(-1), which fails where it is not contiguous: transposed, sliced
or expanded, for example.

view needs memory in order; reshape copies where it must. Here nothing needs to be flattened at all.
"""
# verdict: runtime_error
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
        shape = input.shape
        input, target = input.view(-1), target.view(-1)
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        loss, input = loss.view(shape), input.view(shape)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
