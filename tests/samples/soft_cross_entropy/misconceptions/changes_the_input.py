"""You subtract the maximum in place, input -= ..., and change the caller's logits.

What comes in is the caller's. Write x = input - input.amax(dim, keepdim=True).
"""
# verdict: wrong_answer
# fails: test_non_contiguous_inputs, test_inputs_are_left_alone, test_without_gradients

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
        with torch.no_grad():
            input -= input.amax(dim, keepdim=True)
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
