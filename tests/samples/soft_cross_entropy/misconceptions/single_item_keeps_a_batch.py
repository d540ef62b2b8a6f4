"""You add a batch dimension to (C,) logits and forget to take it off: "none" gives shape (1,), not
().

What you unsqueeze on the way in, squeeze on the way out.
"""
# verdict: wrong_answer
# fails: test_single_item

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
        if input.dim() == 1:
            input, target = input.unsqueeze(0), target.unsqueeze(0)
        dim = 1
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
