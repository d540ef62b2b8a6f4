"""Your classes inherit from torch's own HuberLoss and SmoothL1Loss, which do all the work.

The point of the exercise is to write them: inherit from nn.Module.
"""
# verdict: forbidden
# fails: all

from torch import nn


class HuberLoss(nn.HuberLoss):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__(reduction=reduction, delta=delta)


class SmoothL1Loss(nn.SmoothL1Loss):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__(reduction=reduction, beta=beta)
