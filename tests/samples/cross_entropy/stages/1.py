"""Stops after stage 1: torch's own log_softmax and nll_loss, one after the other."""

import torch.nn.functional as F
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        log_probs = F.log_softmax(input, dim=1)
        return F.nll_loss(log_probs, target, reduction=self.reduction)
