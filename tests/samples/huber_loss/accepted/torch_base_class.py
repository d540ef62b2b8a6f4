"""Style: it derives from torch's own _Loss, which holds the reduction and computes nothing."""

import torch
from torch.nn.modules.loss import _Loss


class HuberLoss(_Loss):
    __constants__ = ["reduction", "delta"]

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction=reduction)
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"{reduction} is not a valid value for reduction")
        if delta <= 0:
            raise ValueError("delta has to be positive")
        self.delta = delta

    def forward(self, input, target):
        size = (input - target).abs()
        excess = torch.nn.functional.threshold(size, self.delta, self.delta) - self.delta
        near = size - excess
        loss = near * near / 2 + self.delta * excess
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()


class SmoothL1Loss(_Loss):
    __constants__ = ["reduction", "beta"]

    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__(reduction=reduction)
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"{reduction} is not a valid value for reduction")
        if beta < 0:
            raise ValueError("beta must not be negative")
        self.beta = beta

    def forward(self, input, target):
        size = (input - target).abs()
        loss = size - self.beta / 2
        if self.beta > 0:
            loss = torch.where(size < self.beta, size * (size / self.beta) / 2, loss)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
