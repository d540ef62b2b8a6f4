"""Style: nothing but amax, exp, sum and log; the smoothed part only where there is any."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction {reduction!r} is none of mean, sum, none")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        x = input - input.amax(dim, keepdim=True).detach()
        cost = x.exp().sum(dim, keepdim=True).log() - x
        if self.weight is not None:
            cost = cost * self.weight.view(-1, *(1,) * (input.dim() - dim - 1))

        if torch.is_floating_point(target):
            loss = (target * cost).sum(dim)
        else:
            ignored = target.eq(self.ignore_index)
            index = target.masked_fill(ignored, 0)
            loss = cost.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        if self.label_smoothing != 0:
            loss = loss - self.label_smoothing * (loss - cost.mean(dim))
        if torch.is_floating_point(target):
            return self.reduce(loss, torch.ones_like(loss))

        share = torch.ones_like(loss) if self.weight is None else self.weight[index]
        return self.reduce(loss.masked_fill(ignored, 0), share.masked_fill(ignored, 0))

    def reduce(self, loss, share):
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / share.sum()
