"""You call input.view(N, C, -1), which raises where the extra dimensions do not lie in memory in
that order, as after a transpose.

view never copies. reshape does where it must.
"""
# verdict: runtime_error
# fails: test_non_contiguous_inputs, test_empty_batch

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
        positions = input.shape[:dim] + input.shape[dim + 1 :]
        if input.dim() > 2:
            input = input.view(input.shape[0], input.shape[1], -1)
            target = target.view(input.shape)
        log_probs = torch.log_softmax(input, dim)
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim).view(positions)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
