"""You detach the input (or read it through .data or .item()). The value is right and nothing
learns: no gradient reaches the model.

detach is for what is not to be trained through: the teacher's side, the target. The input is the
student.
"""
# verdict: wrong_answer
# fails: test_gradient, test_gradient_of_the_means, test_gradient_with_log_target
# fails: test_repeated_backward

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
        input = input.detach()
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
        return loss.mean()
