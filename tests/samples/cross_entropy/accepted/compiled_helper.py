"""Style: the arithmetic is a function under torch.compile, the bookkeeping is the module."""

import torch
from torch import Tensor, nn


@torch.compile(backend="eager", dynamic=True)
def item_losses(x: Tensor, index: Tensor, dim: int) -> Tensor:
    x = x - x.amax(dim, keepdim=True).detach()
    return x.exp().sum(dim).log() - x.gather(dim, index.unsqueeze(dim)).squeeze(dim)


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        loss = item_losses(input, index, 0 if input.dim() == 1 else 1)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / weight.sum()
