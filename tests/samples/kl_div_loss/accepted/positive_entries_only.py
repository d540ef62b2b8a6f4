"""Style: only the entries of positive probability are computed; the rest of "none" are zeros."""

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"invalid reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        p = target.exp() if self.log_target else target
        support = p > 0
        log_p = target[support] if self.log_target else p[support].log()
        terms = p[support] * (log_p - input[support])
        if self.reduction == "none":
            out = torch.zeros_like(input)
            out[support] = terms
            return out
        total = terms.sum()
        if self.reduction == "sum":
            return total
        return total / (input.shape[0] if self.reduction == "batchmean" else input.numel())
