"""You return a running average over calls. The same batch must give the same loss, whatever came
before.

Smoothing is for the log, outside of the loss: here it also scales the gradient down.
"""
# verdict: wrong_answer
# fails: test_repeated_backward, test_same_input_same_output

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target
        self.average = None

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        count = {"sum": 1, "batchmean": input.shape[0], "mean": loss.numel()}[self.reduction]
        loss = loss.sum() / count
        if self.average is not None:
            loss = 0.9 * self.average + 0.1 * loss
        self.average = loss.detach()
        return loss
