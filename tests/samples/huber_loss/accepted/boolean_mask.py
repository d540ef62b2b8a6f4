"""Style: boolean masks: each piece is computed for its own elements only, and put in its place."""

import torch
from torch import Tensor, nn


class HuberLoss(nn.Module):
    def __init__(self, reduction: str = "mean", delta: float = 1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction: {reduction}")
        if delta <= 0:
            raise ValueError(f"delta has to be positive: {delta}")
        self.reduction = reduction
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        error = (input - target).abs()
        near = error <= self.delta
        loss = torch.empty_like(error)
        loss[near] = 0.5 * error[near] ** 2
        loss[~near] = self.delta * (error[~near] - 0.5 * self.delta)
        if self.reduction == "mean":
            loss = loss.mean()
        elif self.reduction == "sum":
            loss = loss.sum()
        return loss


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction: str = "mean", beta: float = 1.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction: {reduction}")
        if beta < 0:
            raise ValueError(f"beta must not be negative: {beta}")
        self.reduction = reduction
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        error = (input - target).abs()
        near = error < self.beta  # nowhere, if beta is 0: so nothing is divided by it
        loss = torch.zeros_like(error)
        loss = loss.masked_scatter(near, 0.5 * error[near] ** 2 / (self.beta or 1.0))
        loss = loss.masked_scatter(~near, error[~near] - 0.5 * self.beta)
        if self.reduction == "mean":
            loss = loss.mean()
        elif self.reduction == "sum":
            loss = loss.sum()
        return loss
