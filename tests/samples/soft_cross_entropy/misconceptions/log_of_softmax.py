"""You take the logarithm of the softmax. Logits [0, -200]: the softmax underflows to 0 in float32,
its logarithm is -inf, and the loss inf; right is 200 * q.

Never leave the logarithm: log_softmax subtracts the logarithm of the sum and forms no quotient.
"""
# verdict: wrong_answer
# fails: test_large_logits, test_mixed_magnitudes, test_gradients_of_large_logits, test_float16
# may fail: test_constant_offsets, test_batch_of_one, test_one_class

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
        log_probs = torch.softmax(input, dim).log()
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
