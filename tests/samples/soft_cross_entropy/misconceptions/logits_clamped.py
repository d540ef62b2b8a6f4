"""You clamp the logits to [-50, 50] against overflow. Logits beyond lose their differences: [100,
0] becomes [50, 0].

Only differences between the logits of a row matter, and they must stay. log_softmax needs no
clamp.
"""
# verdict: wrong_answer
# fails: test_large_logits, test_mixed_magnitudes, test_constant_offsets,
# fails: test_gradients_of_large_logits, test_impossible_class

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
        log_probs = torch.log_softmax(input.clamp(-50, 50), dim)
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
