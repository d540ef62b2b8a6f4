"""Style: the arithmetic stands in a function under torch.compile, the options in the module."""

import torch
from torch import Tensor, nn


@torch.compile(backend="eager", dynamic=True)
def position_losses(x: Tensor, q: Tensor) -> Tensor:
    """Logits and weighted targets, classes last, to one loss per position."""
    return -(q * torch.log_softmax(x, -1)).sum(-1)


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        dim = 0 if input.dim() == 1 else 1
        q = target.movedim(dim, -1)
        q = q if self.weight is None else q * self.weight
        loss = position_losses(input.movedim(dim, -1), q)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
