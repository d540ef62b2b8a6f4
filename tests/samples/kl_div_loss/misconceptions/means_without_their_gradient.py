"""You divide the value for "mean" and "batchmean" outside of autograd: the loss is right, its
gradient is that of the sum, N * C times too large.

loss.sum().data / n and the like change numbers behind autograd's back. Divide the tensor:
loss.sum() / n.
"""
# verdict: wrong_answer
# fails: test_gradient_of_the_means

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
        total = loss.sum()
        count = input.shape[0] if self.reduction == "batchmean" else loss.numel()
        if count:
            total.data /= count
            return total
        return loss.mean()
