"""Style: the logarithm of p clamped to the smallest normal number, which changes no other p."""

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"reduction {reduction!r}")
        self.reduction, self.log_target = reduction, log_target

    def forward(self, input, target):
        if self.log_target:
            p, log_p = target.exp(), target
        else:
            p, log_p = target, target.clamp(min=torch.finfo(target.dtype).tiny).log()
        loss = p * (log_p - input)
        if self.reduction == "none":
            return loss
        divisor = {"sum": 1, "mean": loss.numel(), "batchmean": loss.shape[0]}[self.reduction]
        return loss.sum() / divisor
