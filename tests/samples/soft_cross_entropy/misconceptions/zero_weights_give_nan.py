"""With all class weights 0 your mean is nan, because you first scale the weights to add up to C
and multiply by their total again at the end.

Nothing has to be divided by the weights here. Terms multiplied by 0 add up to 0, and 0 divided by
the number of positions is 0.
"""
# verdict: wrong_answer
# fails: test_zero_weights

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
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
        if self.reduction == "sum":
            return loss.sum()
        if self.weight is None:
            return loss.mean()
        scale = self.weight.sum()
        return (loss / scale).mean() * scale
