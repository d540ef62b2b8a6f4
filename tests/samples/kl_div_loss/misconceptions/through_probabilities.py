"""You compute p * log(p / exp(x)). exp(-200) is 0 in float32, the quotient is inf, and so is the
loss; the right term is p * (log p + 200).

The input is a logarithm so that small probabilities need not be represented. A logarithm of a
quotient is a difference: log p - x.
"""
# verdict: wrong_answer
# fails: test_very_unlikely_inputs, test_many_terms
# may fail: test_float16

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
            ratio = torch.where(target > 0, target / input.exp(), 1)
            loss = target * ratio.log()

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
