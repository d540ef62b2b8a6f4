"""You call cross_entropy on the log-probabilities. It is a ready-made loss as well; and it would
apply log_softmax again.

Write the loss itself: gather, where, sum.
"""
# verdict: forbidden

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.options = {"ignore_index": ignore_index, "reduction": reduction}

    def forward(self, input, target):
        return torch.nn.functional.cross_entropy(input, target, self.weight, **self.options)
