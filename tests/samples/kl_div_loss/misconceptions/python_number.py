"""You return a Python float for the reductions, by .item(). Nothing can be differentiated from
there, and on a GPU every call waits for the device.

A loss stays a tensor, of no dimensions; .item() is for the log.
"""
# verdict: wrong_answer
# fails: test_sum, test_mean, test_batchmean, test_batchmean_in_more_dimensions
# fails: test_means_of_log_targets, test_gradient_of_the_means, test_very_unlikely_inputs
# fails: test_impossible_inputs

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
            return loss.sum().item()
        if self.reduction == "batchmean":
            return (loss.sum() / input.shape[0]).item()
        return loss.mean().item()
