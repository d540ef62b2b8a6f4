"""You inherit from torch's own NLLLoss, which does all the work.

The point of the exercise is to write it: gather, where and sum are enough.
"""
# verdict: forbidden

from torch import nn


class NLLLoss(nn.NLLLoss):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__(weight=weight, ignore_index=ignore_index, reduction=reduction)
