"""Style: no float64, but care: log1p over all classes but the largest keeps small losses exact."""

import torch
from torch import Tensor, nn


def stable_nll(logits: Tensor, index: Tensor) -> Tensor:
    """(x_top - x_t) + log1p(Σ_{c != top} exp(x_c - x_top)), classes last."""
    top = logits.argmax(-1, keepdim=True)
    gap = logits - logits.gather(-1, top)
    rest = gap.exp().scatter(-1, top, 0.0).sum(-1)
    return rest.log1p() - gap.gather(-1, index.unsqueeze(-1)).squeeze(-1)


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight: Tensor | None = None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        logits = input.moveaxis(1, -1) if input.dim() > 1 else input
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        weight = kept.to(input.dtype)
        if self.weight is not None:
            weight = weight * self.weight[index]
        loss = weight * torch.where(kept, stable_nll(logits, index), 0)
        if self.reduction == "mean":
            return loss.sum() / weight.sum()
        return loss.sum() if self.reduction == "sum" else loss
