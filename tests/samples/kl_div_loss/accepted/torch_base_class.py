"""Style: it derives from torch's own _Loss, which holds the reduction and no loss."""

import torch
from torch.nn.modules.loss import _Loss


class KLDivLoss(_Loss):
    __constants__ = ["reduction", "log_target"]

    def __init__(self, reduction="mean", log_target=False):
        super().__init__(reduction=reduction)
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"{reduction} is not a valid value for reduction")
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = torch.mul(torch.exp(target), torch.sub(target, input))
        else:
            loss = torch.sub(torch.xlogy(target, target), torch.mul(target, input))
        if self.reduction == "none":
            return loss
        if self.reduction == "mean":
            return torch.mean(loss)
        total = torch.sum(loss)
        return total / input.shape[0] if self.reduction == "batchmean" else total
