"""You inherit from torch's own BCEWithLogitsLoss, which does all the work.

The point of the exercise is to write it: inherit from nn.Module.
"""
# verdict: forbidden
# fails: all

from torch import nn


class BCEWithLogitsLoss(nn.BCEWithLogitsLoss):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__(weight=weight, reduction=reduction, pos_weight=pos_weight)
