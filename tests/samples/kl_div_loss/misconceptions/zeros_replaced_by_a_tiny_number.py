"""In the logarithm you replace targets of 0 by 1e-30. float16 has no such number: it becomes 0
again, and 0 * log 0 is nan.

The smallest that float16 has is 6e-8. Put 1 there, whose logarithm is 0, or use xlogy.
"""
# verdict: wrong_answer
# fails: test_float16

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
            log_p = target.masked_fill(target == 0, 1e-30).log()
            loss = target * (log_p - input)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
