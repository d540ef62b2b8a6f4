"""Style: the loss of one pair of numbers, mapped over all of them with torch.vmap."""

import torch
from torch import nn


def over_pairs(function, input, target):
    input, target = torch.broadcast_tensors(input, target)
    flat = torch.vmap(function)(input.reshape(-1), target.reshape(-1)) if input.numel() else input
    return flat.reshape(input.shape)


def reduce(loss, reduction):
    return loss if reduction == "none" else loss.sum() if reduction == "sum" else loss.mean()


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction {reduction}")
        if delta <= 0:
            raise ValueError(f"delta {delta}")
        self.reduction = reduction
        self.delta = delta

    def pair(self, x, y):
        size = (x - y).abs()
        return torch.where(size < self.delta, size**2 / 2, self.delta * (size - self.delta / 2))

    def forward(self, input, target):
        return reduce(over_pairs(self.pair, input, target), self.reduction)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction {reduction}")
        if beta < 0:
            raise ValueError(f"beta {beta}")
        self.reduction = reduction
        self.beta = beta

    def pair(self, x, y):
        size = (x - y).abs()
        if self.beta == 0:
            return size
        return torch.where(size < self.beta, size**2 / (2 * self.beta), size - self.beta / 2)

    def forward(self, input, target):
        return reduce(over_pairs(self.pair, input, target), self.reduction)
