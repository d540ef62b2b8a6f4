"""You call F.nll_loss, which is what this kata asks you to write.

Pick the target's log-probability with gather, weigh it, drop what is ignored, reduce.
"""
# verdict: forbidden

import torch.nn.functional as F
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        return F.nll_loss(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
        )
