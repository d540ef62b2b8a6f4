"""Style: one pass over the classes with a running maximum and a rescaled running sum."""

import torch
from torch import Tensor, nn


def log_normaliser(classes_first: Tensor) -> tuple[Tensor, Tensor]:
    """The maximum m over dim 0, and log Σ exp(x - m)."""
    top = torch.full_like(classes_first[0], torch.finfo(classes_first.dtype).min)
    total = torch.zeros_like(top)
    for logit in classes_first.unbind(0):
        new_top = torch.maximum(top, logit.detach())
        total = total * (top - new_top).exp() + (logit - new_top).exp()
        top = new_top
    return top, total.log()


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        x = input if input.dim() == 1 else input.movedim(1, 0)
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        top, log_total = log_normaliser(x)
        loss = log_total - (x.gather(0, index.unsqueeze(0)).squeeze(0) - top)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / weight.sum()
