"""Style: on torch's base class; the kind of target is told by its shape, as torch tells it."""

import torch
from torch.nn.modules.loss import _WeightedLoss


class CrossEntropyLoss(_WeightedLoss):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__(weight, reduction=reduction)
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"{reduction} is not a valid value for reduction")
        if not 0.0 <= label_smoothing <= 1.0:
            raise ValueError(f"label_smoothing must be between 0.0 and 1.0: {label_smoothing}")
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        if input.dim() == 1:
            loss, share = self._batched(input[None], target[None])
            loss = loss.squeeze(0)
        else:
            loss, share = self._batched(input, target)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / share.sum()

    def _batched(self, input, target):
        eps = self.label_smoothing
        cost = -torch.log_softmax(input, 1)
        if self.weight is not None:
            cost = torch.einsum("nc...,c->nc...", cost, self.weight)
        if input.shape == target.shape:
            loss = (cost * target).sum(1)
            if eps > 0:
                loss = (1 - eps) * loss + eps * cost.mean(1)
            return loss, torch.ones_like(loss)
        ignored = target == self.ignore_index
        index = target.masked_fill(ignored, 0)
        loss = torch.gather(cost, 1, index.unsqueeze(1)).squeeze(1)
        if eps > 0:
            loss = (1 - eps) * loss + eps * cost.mean(1)
        share = torch.ones_like(loss) if self.weight is None else self.weight[index]
        return loss.masked_fill(ignored, 0.0), share.masked_fill(ignored, 0.0)
