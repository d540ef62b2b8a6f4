"""Style: the double where: ignored rows are made harmless before, and dropped after."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ["mean", "sum", "none"]:
            raise ValueError(f"Unknown reduction {reduction}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 1 if input.ndim > 1 else 0
        kept = (target != self.ignore_index).unsqueeze(dim)
        index = torch.where(kept, target.unsqueeze(dim), 0)

        # First where: no gradient, and no nan, can come out of an ignored row.
        x = torch.where(kept, input, torch.zeros_like(input))
        x = x - x.amax(dim, keepdim=True)
        loss = torch.log(torch.exp(x).sum(dim, keepdim=True)) - torch.gather(x, dim, index)
        # Second where: what is left of it counts for nothing.
        loss = torch.where(kept, loss, torch.zeros_like(loss)).squeeze(dim)

        index, kept = index.squeeze(dim), kept.squeeze(dim)
        if self.weight is not None:
            per_item = torch.where(kept, self.weight[index], torch.zeros_like(loss))
        else:
            per_item = kept.to(loss.dtype)
        loss = loss * per_item
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / per_item.sum()
