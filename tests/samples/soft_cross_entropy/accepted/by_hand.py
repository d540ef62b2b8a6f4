"""Style: nothing but amax, exp, sum and log: the softmax's logarithm is written out."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ["mean", "sum", "none"]:
            raise ValueError("reduction must be mean, sum or none")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        x = input - input.amax(dim, keepdim=True).detach()
        surprise = x.exp().sum(dim, keepdim=True).log() - x
        if self.weight is not None:
            # From the right: one trailing 1 for each dimension after the classes.
            weight = self.weight
            while weight.dim() < input.dim() - dim:
                weight = weight.unsqueeze(-1)
            surprise = surprise * weight
        loss = torch.sum(target * surprise, dim=dim)

        if self.reduction == "none":
            return loss
        total = loss.sum()
        return total if self.reduction == "sum" else total / loss.numel()
