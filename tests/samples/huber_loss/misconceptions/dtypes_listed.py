"""You let float16, float32 and float64 in and refuse the rest, meaning integers. bfloat16 is a
floating-point dtype too, and the one that most models are trained in.

Ask input.is_floating_point(), which knows all of them.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_many_terms

import torch
from torch import nn

FLOATING = (torch.float16, torch.float32, torch.float64)


def reduce(loss, reduction):
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.mean()


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        if delta <= 0:
            raise ValueError(f"delta is {delta}, not above 0")
        self.reduction = reduction
        self.delta = delta

    def forward(self, input, target):
        if input.dtype not in FLOATING:
            raise TypeError(f"input is {input.dtype}, not floating point")
        size = (input - target).abs()
        near = size.clamp(max=self.delta)
        loss = near * (size - near / 2)
        return reduce(loss, self.reduction)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        if beta < 0:
            raise ValueError(f"beta is {beta}, below 0")
        self.reduction = reduction
        self.beta = beta

    def forward(self, input, target):
        loss = (input - target).abs()
        if self.beta > 0:
            near = loss.clamp(max=self.beta)
            loss = near * (loss - near / 2) / self.beta
        return reduce(loss, self.reduction)
