"""You subtract in place through .data, so the caller's log-probabilities are other numbers after
the call.

A loss must leave its arguments alone: the model's output may be needed for the accuracy, say.
target - input makes a new tensor.
"""
# verdict: wrong_answer
# fails: test_non_contiguous_inputs, test_inputs_are_left_alone, test_without_gradients

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
            input.data.mul_(target)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
