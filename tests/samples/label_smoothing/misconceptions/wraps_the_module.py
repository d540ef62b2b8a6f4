"""You derive your class from torch's own nn.CrossEntropyLoss and inherit everything.

A subclass of the answer is not an answer.
"""
# verdict: forbidden

from torch import nn


class CrossEntropyLoss(nn.CrossEntropyLoss):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__(
            weight, ignore_index=ignore_index, reduction=reduction, label_smoothing=label_smoothing
        )
