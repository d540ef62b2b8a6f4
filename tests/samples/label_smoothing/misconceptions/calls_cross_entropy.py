"""You call F.cross_entropy, which is the exercise.

It has all the options already. Write what each of them does to numerator and divisor yourself;
log_softmax may be used.
"""
# verdict: forbidden

import torch.nn.functional as F
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        self.register_buffer("weight", weight)
        self.options = dict(
            ignore_index=ignore_index, reduction=reduction, label_smoothing=label_smoothing
        )

    def forward(self, input, target):
        return F.cross_entropy(input, target, self.weight, **self.options)
