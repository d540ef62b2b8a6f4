"""You compute log(Σ exp(x)) as written. exp(100) overflows in float32, and logits below -104 all
underflow to 0.

Subtract the row's maximum first: the loss does not change, and all exponentials lie in (0, 1]. Or
use log_softmax, which does it.
"""
# verdict: wrong_answer
# fails: test_large_logits, test_mixed_magnitudes, test_constant_offsets
# fails: test_gradients_of_large_logits, test_float16
# may fail: test_batch_of_one, test_one_class

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
        log_probs = input - input.exp().sum(dim, keepdim=True).log()
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
