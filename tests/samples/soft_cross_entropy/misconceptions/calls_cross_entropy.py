"""You call F.cross_entropy, which is the exercise.

It takes probabilities as they are. Write Σ w q * -log p yourself; log_softmax may be used.
"""
# verdict: forbidden

import torch.nn.functional as F
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        return F.cross_entropy(input, target, self.weight, reduction=self.reduction)
