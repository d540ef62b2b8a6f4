"""You keep the batch size of the first call. The last batch of an epoch is often smaller, and its
loss comes out too small.

The divisor belongs to the batch, not to the module: take it from the input of every call.
"""
# verdict: wrong_answer
# fails: test_same_input_same_output

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target
        self.batch_size = None

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.batch_size is None:
            self.batch_size = input.shape[0]
        if self.reduction == "batchmean":
            return loss.sum() / self.batch_size
        return loss.mean()
