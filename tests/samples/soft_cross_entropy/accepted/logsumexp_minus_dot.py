"""Style: logsumexp(x) * Σ a - Σ a x with a = w q, so that no log-probabilities are formed."""

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction {reduction!r} is unknown")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        dim = 1 if input.ndim > 1 else 0
        mass = target
        if self.weight is not None:
            shape = [1] * input.ndim
            shape[dim] = -1
            mass = target * self.weight.reshape(shape)
        loss = torch.logsumexp(input, dim) * mass.sum(dim) - (mass * input).sum(dim)
        if self.reduction == "mean":
            return loss.mean()
        return loss.sum() if self.reduction == "sum" else loss
