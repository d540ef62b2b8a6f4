"""You call the operator below F.kl_div, torch.ops.aten.kl_div.

It is the same ready-made function on a lower floor. Write it from xlogy, exp and a product.
"""
# verdict: forbidden

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        loss = torch.ops.aten.kl_div(input, target, 0, log_target=self.log_target)
        if self.reduction == "none":
            return loss
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return getattr(loss, self.reduction)()
