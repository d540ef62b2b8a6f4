"""Stops after stage 1: the mean over a batch, straight from the formula."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()

    def forward(self, input, target):
        probs = torch.softmax(input, dim=1)
        loss = -(target * probs.log()).sum(dim=1)
        return loss.mean()
