"""You multiply each target with its log-probabilities by a matrix product, and add up the losses by
a dot product with ones. Under torch.autocast the matrix product gives bfloat16, and torch.dot does
not take bfloat16 with float32: it raises.

autocast casts for some operators and not for others. (target * log_probs).sum(dim) and loss.sum()
work in any dtype.
"""
# verdict: runtime_error
# fails: test_bfloat16

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
        log_probs = torch.log_softmax(input, dim).movedim(dim, -1)
        probs = target.movedim(dim, -1)
        if self.weight is not None:
            probs = probs * self.weight
        loss = -(probs.unsqueeze(-2) @ log_probs.unsqueeze(-1)).view(log_probs.shape[:-1])

        if self.reduction == "none":
            return loss
        total = torch.dot(loss.flatten(), input.new_ones(loss.numel()))
        return total if self.reduction == "sum" else total / loss.numel()
