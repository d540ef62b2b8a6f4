"""Style: index arithmetic: entry row * C + target of the flattened input, by index_select."""

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError("reduction must be mean, sum or none")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        x = input.transpose(0, 1) if input.dim() > 1 else input.unsqueeze(1)
        num_classes = x.shape[0]
        x = x.reshape(num_classes, -1)  # classes first, then all items
        t = target.flatten()
        keep = t != self.ignore_index
        if (keep & ((t < 0) | (t > num_classes - 1))).any():
            raise IndexError("target out of range")
        t = t * keep  # an ignored target becomes 0

        items = torch.arange(t.numel(), device=t.device)
        picked = x.flatten().index_select(0, t * t.numel() + items)
        loss = torch.where(keep, -picked, torch.zeros_like(picked))
        if self.weight is not None:
            item_weight = self.weight.index_select(0, t) * keep
            loss = loss * item_weight
        else:
            item_weight = keep.to(loss.dtype)
        if self.reduction == "none":
            return loss.reshape(target.shape)
        loss = loss.sum()
        if self.reduction == "mean":
            loss = loss / item_weight.sum()
        return loss
