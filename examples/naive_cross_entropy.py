"""The common first answer, as it is written under time pressure: right on ordinary inputs only.

It is a wrong attempt on purpose; `make try` grades it, to show what a verdict looks like.
"""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.weight = weight
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        batch, classes, length = input.shape

        exp = input.exp()
        probs = exp / exp.sum(dim=1, keepdim=True).repeat(1, classes, 1)
        log_probs = probs.log()

        weight = torch.ones_like(log_probs)
        if self.weight is not None:
            weight = self.weight.view(1, classes, 1).repeat(batch, 1, length)
        if 0 <= self.ignore_index < classes:
            weight[:, self.ignore_index] = 0

        index = target.unsqueeze(1)
        loss = -(weight * log_probs).gather(1, index).squeeze(1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.weight is None:
            return loss.mean()
        return loss.sum() / weight.gather(1, index).sum()
