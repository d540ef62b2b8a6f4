"""Style: the (C,) weights, ones by default, are contracted by a matrix product."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"{reduction} is not a valid value for reduction")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        if input.dim() == 1:
            loss = self.losses(input[None], target[None]).squeeze(0)
        else:
            loss = self.losses(input, target)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()

    def losses(self, input, target):
        costs = target * -nn.functional.log_softmax(input, dim=1)
        weight = input.new_ones(input.size(1)) if self.weight is None else self.weight
        return costs.movedim(1, -1) @ weight
