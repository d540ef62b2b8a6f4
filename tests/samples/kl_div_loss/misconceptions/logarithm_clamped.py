"""You clamp p to 1e-12 inside the logarithm. Zeros come out right, as 0 times anything finite is 0;
but p = 1e-30 counts with log(1e-12), and its term is off by more than half.

If you clamp, then to torch.finfo(p.dtype).tiny, the smallest normal number. torch.xlogy(p, p) needs
none.
"""
# verdict: wrong_answer
# fails: test_tiny_targets, test_float16

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = target * (target.clamp(min=1e-12).log() - input)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
