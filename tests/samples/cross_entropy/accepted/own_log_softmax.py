"""Style: hand-written helpers that carry torch's own names, log_softmax and nll_loss."""

import torch
from torch import Tensor, nn


def log_softmax(x: Tensor, dim: int) -> Tensor:
    x = x - x.amax(dim, keepdim=True)
    return x - x.exp().sum(dim, keepdim=True).log()


def nll_loss(log_probs: Tensor, target: Tensor, weight: Tensor, ignore_index: int):
    """Losses and weights of the items."""
    dim = 1 if log_probs.dim() > 1 else 0
    kept = target != ignore_index
    index = torch.where(kept, target, 0)
    picked = log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)
    item_weight = torch.where(kept, weight[index], 0)
    return -torch.where(kept, picked, 0) * item_weight, item_weight


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        dim = 1 if input.dim() > 1 else 0
        weight = self.weight
        if weight is None:
            weight = input.new_ones(input.shape[dim])
        losses, weights = nll_loss(log_softmax(input, dim), target, weight, self.ignore_index)
        if self.reduction == "none":
            return losses
        total = losses.sum()
        return total if self.reduction == "sum" else total / weights.sum()
