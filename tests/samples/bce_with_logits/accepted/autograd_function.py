"""Style: a custom autograd Function: the backward is sigmoid(x) - y, with weights."""

import torch
from torch import nn


class Items(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y, pos_weight):
        ctx.save_for_backward(x, y, pos_weight)
        tail = torch.log1p(torch.exp(-x.abs()))
        yes, no = tail + (-x).clamp(min=0), tail + x.clamp(min=0)
        return pos_weight * y * yes + (1 - y) * no

    @staticmethod
    def backward(ctx, grad_output):
        x, y, pos_weight = ctx.saved_tensors
        slope = (1 - y) * torch.sigmoid(x) - pos_weight * y * torch.sigmoid(-x)
        return grad_output * slope, None, None


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
        pos_weight = torch.ones((), dtype=input.dtype, device=input.device)
        if self.pos_weight is not None:
            pos_weight = self.pos_weight
        loss = Items.apply(input, target, pos_weight)
        if self.weight is not None:
            loss = loss * self.weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
