"""Style: the loss of one item, lifted over all items by torch.func.vmap."""

import torch
from torch import Tensor, nn
from torch.func import vmap


def item_loss(log_probs: Tensor, index: Tensor) -> Tensor:
    """(C,) log-probabilities and a scalar index to a scalar."""
    return -log_probs.gather(0, index.unsqueeze(0)).squeeze(0)


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        dim = min(1, input.dim() - 1)
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        rows = input.movedim(dim, -1).reshape(target.numel(), input.shape[dim])
        loss = vmap(item_loss)(rows, index.flatten()).reshape(target.shape)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / weight.sum()
