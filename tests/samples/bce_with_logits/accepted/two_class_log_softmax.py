"""Style: yes and no as two classes with the logits x and 0."""

import torch
from torch import nn


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input, target):
        if target.size() != input.size():
            raise ValueError(f"target size {target.size()} is not input size {input.size()}")
        log_probs = torch.stack([torch.zeros_like(input), input], dim=-1).log_softmax(-1)
        no, yes = log_probs.unbind(-1)
        pos_weight = 1.0 if self.pos_weight is None else self.pos_weight
        loss = -(pos_weight * target * yes + (1 - target) * no)
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
