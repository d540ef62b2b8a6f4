"""You build torch's own nn.CrossEntropyLoss in the constructor, and call it.

A wrapper is not an answer. Write the sum over classes, the weights and the mean yourself.
"""
# verdict: forbidden

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        self.loss = torch.nn.CrossEntropyLoss(weight, reduction=reduction)

    def forward(self, input, target):
        return self.loss(input, target)
