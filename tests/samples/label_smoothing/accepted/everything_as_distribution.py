"""Style: indices become one-hot rows, and one formula for distributions serves both kinds."""

import torch
from torch import nn
from torch.nn.functional import one_hot


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in {"mean", "sum", "none"}:
            raise ValueError(f"reduction is {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        logits = input.movedim(1, -1) if input.dim() > 1 else input
        classes = logits.shape[-1]
        weight = torch.ones_like(logits) if self.weight is None else self.weight.expand_as(logits)

        if target.is_floating_point():
            dist = target.movedim(1, -1) if input.dim() > 1 else target
            share = None
        else:
            kept = target != self.ignore_index
            index = target.masked_fill(~kept, 0)
            bad = (index < 0) | (index >= classes)
            if bad.any():
                raise IndexError(f"target {int(index[bad][0])} is not in [0, {classes})")
            dist = one_hot(index, classes).to(logits.dtype) * kept.unsqueeze(-1)
            share = (weight * dist).sum(-1)

        if self.label_smoothing:
            eps = self.label_smoothing
            dist = dist * (1 - eps) + eps / classes
            if share is not None:
                dist = dist * kept.unsqueeze(-1)

        # A share of 0 costs nothing, also at a logit of -inf.
        log_probs = torch.where(dist == 0, torch.zeros_like(logits), logits.log_softmax(-1))
        loss = -(weight * dist * log_probs).sum(-1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean() if share is None else loss.sum() / share.sum()
