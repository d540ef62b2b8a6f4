"""You keep `weight` as a plain attribute. module.to("cuda") or .to(torch.float64) leaves it
behind, and the next call mixes devices or dtypes.

Module.to moves parameters and buffers, nothing else. self.register_buffer("weight", weight) makes
it a buffer, and takes None as well.
"""
# verdict: wrong_answer
# fails: test_weight_is_a_buffer

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.weight = weight
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
        return loss.mean()
