"""You copy the losses into a tensor made by torch.empty, for a contiguous result. It is on the CPU,
wherever the logits are.

copy_ brings them over without a word, once the GPU has finished all its work, and the result is on
the wrong device. What sum returns is contiguous already.
"""
# verdict: wrong_answer
# fails: test_on_an_accelerator, test_without_waiting

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
        if self.weight is not None:
            terms = terms * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        sums = terms.sum(dim)
        loss = torch.empty(sums.shape, dtype=sums.dtype).copy_(-sums)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
