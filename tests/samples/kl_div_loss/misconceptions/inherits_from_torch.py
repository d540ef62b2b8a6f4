"""You inherit from torch's own KLDivLoss, which does all the work.

The point of the exercise is to write it: xlogy, exp and sum are enough.
"""
# verdict: forbidden

from torch import nn


class KLDivLoss(nn.KLDivLoss):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__(reduction=reduction, log_target=log_target)
