"""You return a running average over calls. The same batch must give the same loss, whatever came
before.

Smoothing is for the log, outside of the loss: here it also scales the gradient down.
"""
# verdict: wrong_answer
# fails: test_repeated_backward, test_weight_is_a_buffer, test_same_input_same_output

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.average = None
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        log_probs = torch.log_softmax(input, dim)
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        loss = loss.sum() if self.reduction == "sum" else loss.mean()
        if self.average is not None:
            loss = 0.9 * self.average + 0.1 * loss
        self.average = loss.detach()
        return loss
