"""Style: take_along_dim, which wraps what is out of range, so the range is checked before."""

import torch
from torch import Tensor, nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = target * kept
        if index.numel() and (int(index.min()) < 0 or int(index.max()) >= input.shape[dim]):
            raise IndexError("target out of bounds")
        picked = torch.take_along_dim(input, index.unsqueeze(dim), dim).squeeze(dim)
        weight = kept.to(input.dtype) if self.weight is None else self.weight.take(index) * kept
        loss = -weight * picked.where(kept, torch.zeros_like(picked))

        match self.reduction:
            case "none":
                return loss
            case "sum":
                return loss.sum()
            case "mean":
                return loss.sum() / weight.sum()
            case other:
                raise ValueError(f"{other!r} is not a valid value for reduction")
