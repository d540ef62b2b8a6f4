"""Stops after stage 2: every reduction, without class weights."""

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        rows = torch.arange(input.shape[0], device=input.device)
        loss = -input[rows, target]
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
