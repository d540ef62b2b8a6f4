"""You average on the CPU, where there is memory enough.

The result is then on the CPU as well, and the copy waits until a GPU has finished all its work.
A mean needs next to no memory: take it where the losses are.
"""
# verdict: wrong_answer
# fails: test_on_an_accelerator, test_without_waiting

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
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.cpu().mean()
