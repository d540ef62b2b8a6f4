"""You inherit from torch's own CrossEntropyLoss, which does all the work.

The point of the exercise is to write it: amax, exp, sum, log and gather, or torch.logsumexp, are
enough.
"""
# verdict: forbidden

from torch import nn


class CrossEntropyLoss(nn.CrossEntropyLoss):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__(weight=weight, ignore_index=ignore_index, reduction=reduction)
