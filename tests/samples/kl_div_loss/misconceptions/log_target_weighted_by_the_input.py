"""With log_target=True you weight by exp(input), the model's probabilities.

KL(p‖q) averages under p, the target. exp(input) in its place mixes two divergences and is neither.
"""
# verdict: wrong_answer
# fails: test_log_target, test_means_of_log_targets, test_gradient_with_log_target
# fails: test_log_targets_that_underflow, test_log_targets_near_zero, test_impossible_inputs

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
            loss = input.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
