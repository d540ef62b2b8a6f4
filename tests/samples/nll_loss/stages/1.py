"""Stops after stage 1: the mean over a batch, and no other reduction."""

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()

    def forward(self, input, target):
        rows = torch.arange(input.shape[0], device=input.device)
        return -input[rows, target].mean()
