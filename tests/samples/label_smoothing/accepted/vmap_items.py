"""Style: what one item costs, lifted over all items by torch.func.vmap; smoothing comes after."""

import torch
from torch import Tensor, nn
from torch.func import vmap


def index_costs(logits: Tensor, weight: Tensor, index: Tensor) -> tuple[Tensor, Tensor]:
    """(C,) logits and weights and a scalar index to the costs of the target and of all classes."""
    costs = -weight * torch.log_softmax(logits, 0)
    return costs.gather(0, index.unsqueeze(0)).squeeze(0), costs.sum()


def probability_costs(logits: Tensor, weight: Tensor, probs: Tensor) -> tuple[Tensor, Tensor]:
    costs = -weight * torch.log_softmax(logits, 0)
    return (probs * costs).sum(), costs.sum()


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        dim = min(1, input.dim() - 1)
        classes = input.shape[dim]
        rows = input.movedim(dim, -1).reshape(-1, classes)
        weight = rows.new_ones(classes) if self.weight is None else self.weight
        if target.is_floating_point():
            probs = target.movedim(dim, -1).reshape(-1, classes)
            own, every = vmap(probability_costs, (0, None, 0))(rows, weight, probs)
            kept, share = torch.ones_like(own, dtype=torch.bool), torch.ones_like(own)
        else:
            kept = target.flatten() != self.ignore_index
            index = torch.where(kept, target.flatten(), 0)
            own, every = vmap(index_costs, (0, None, 0))(rows, weight, index)
            share = torch.where(kept, weight[index], 0)
        if self.label_smoothing > 0:
            own = (1 - self.label_smoothing) * own + self.label_smoothing / classes * every
        loss = torch.where(kept, own, 0)
        if self.reduction == "none":
            return loss.reshape(input.movedim(dim, -1).shape[:-1])
        return loss.sum() if self.reduction == "sum" else loss.sum() / share.sum()
