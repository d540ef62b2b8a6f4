"""Your constructor takes no weight and no reduction.

The signature is CrossEntropyLoss(weight=None, reduction="mean"): these names, this order, these
defaults.
"""
# verdict: invalid

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, input, target):
        return -(target * torch.log_softmax(input, 1)).sum(1).mean()
