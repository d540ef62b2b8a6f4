"""You weigh the terms by a matrix product with the class weights, and take the mean by torch.dot.
Under torch.autocast the matrix product gives bfloat16, and dot does not take bfloat16 with float32:
it raises.

autocast casts for some operators and not for others. loss.mean() works in any dtype.
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
        terms = target * torch.log_softmax(input, dim)
        loss = -terms.sum(dim)
        if self.weight is not None:
            loss = -(terms.movedim(dim, -1) @ self.weight)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        shares = input.new_ones(loss.numel()) / loss.numel() if loss.numel() else loss.mean()
        return torch.dot(loss.flatten(), shares) if loss.numel() else shares
