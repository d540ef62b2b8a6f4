"""Style: index arithmetic: entry row * C + target of the flattened log-probabilities."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError("reduction must be mean, sum or none")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        x = input.unsqueeze(-1) if input.dim() == 1 else input.transpose(0, 1)
        num_classes = x.size(0)
        x = x.reshape(num_classes, target.numel())  # classes first, one column an item
        labels = target.flatten()
        kept = labels.ne(self.ignore_index)
        labels = labels * kept
        # An index past its row would silently land in the next one.
        if not bool(((labels >= 0) & (labels < num_classes)).all()):
            raise IndexError(f"target outside [0, {num_classes})")

        x = x - x.detach().amax(0)
        columns = torch.arange(labels.numel(), device=labels.device)
        picked = x.flatten().index_select(0, labels * labels.numel() + columns)
        loss = x.exp().sum(0).log() - picked
        weight = kept.to(x.dtype)
        if self.weight is not None:
            weight = weight * self.weight.index_select(0, labels)
        loss = torch.where(kept, loss, 0) * weight
        if self.reduction == "none":
            return loss.reshape(target.shape)
        loss = loss.sum()
        return loss / weight.sum() if self.reduction == "mean" else loss
