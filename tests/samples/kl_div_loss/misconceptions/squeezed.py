"""You call .squeeze() on the input and the target. A batch of one, or a single class, loses its
dimension: "none" has another shape, and "batchmean" divides by C.

Nothing here needs to be squeezed. If you must, name the dimension.
"""
# verdict: wrong_answer
# fails: test_sizes_of_one, test_zeros_in_the_target

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
        input, target = input.squeeze(), target.squeeze()
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / (input.shape[0] if input.dim() else 1)
        return loss.mean()
