"""Style: the smoothed target is built with full and scatter, kept rows only."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"{reduction} is not a valid value for reduction")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        dim = min(1, input.dim() - 1)
        classes = input.shape[dim]
        positions = input.movedim(dim, -1).shape[:-1]
        rows = input.movedim(dim, -1).reshape(-1, classes)
        soft = target.is_floating_point()
        if soft:
            kept = torch.ones(len(rows), dtype=torch.bool, device=input.device)
            shares = (1 - self.label_smoothing) * target.movedim(dim, -1).reshape(-1, classes)
            shares = shares + self.label_smoothing / classes
        else:
            labels = target.reshape(-1)
            kept = labels != self.ignore_index
            labels = labels[kept]
            shares = rows.new_full((len(labels), classes), self.label_smoothing / classes)
            own = 1 - self.label_smoothing + self.label_smoothing / classes
            shares = shares.scatter(1, labels.unsqueeze(1), own)

        log_probs = torch.log_softmax(rows[kept], 1)
        if self.weight is not None:
            shares = shares * self.weight
        terms = shares * torch.where(shares == 0, torch.zeros_like(log_probs), log_probs)
        loss = -terms.sum(1)

        if self.reduction == "none":
            out = torch.zeros(len(rows), dtype=input.dtype, device=input.device)
            return out.masked_scatter(kept, loss).reshape(positions)
        if self.reduction == "sum":
            return loss.sum()
        if soft:
            return loss.mean()
        weight = rows.new_ones(classes) if self.weight is None else self.weight
        return loss.sum() / weight[labels].sum()
