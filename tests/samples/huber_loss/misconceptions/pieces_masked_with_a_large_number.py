"""You put -1e9 where a piece does not apply, and take the maximum of the two pieces. float16 ends
at 65504: -1e9 does not exist there, and masked_fill raises.

-inf exists in every dtype, and so does torch.finfo(dtype).min. torch.where(near, square, line)
needs neither.
"""
# verdict: runtime_error
# fails: test_float16, test_many_terms

import torch
from torch import nn


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
        size = (input - target).abs()
        square = (size**2 / 2).masked_fill(size > self.delta, -1e9)
        line = (self.delta * (size - self.delta / 2)).masked_fill(size <= self.delta, -1e9)
        return reduce(torch.maximum(square, line), self.reduction)


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
