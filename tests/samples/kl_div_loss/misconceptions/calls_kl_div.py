"""You call F.kl_div, which is what this kata asks you to write.

Element by element it is p log p - p x: torch.xlogy, a product, a difference.
"""
# verdict: forbidden

import torch.nn.functional as F
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        self.options = {"reduction": reduction, "log_target": log_target}

    def forward(self, input, target):
        return F.kl_div(input, target, **self.options)
