"""You keep the sum of the exponentials above the smallest number of the dtype, from a table of your
own that lacks bfloat16.

torch.finfo(input.dtype).tiny knows it for every dtype. And that sum is at least 1 once the maximum
is taken off: nothing needs to be kept from 0.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_many_terms

import torch
from torch import nn

SMALLEST = {torch.float16: 6.2e-5, torch.float32: 1.2e-38, torch.float64: 2.3e-308}


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        x = input - input.amax(dim, keepdim=True)
        total = x.exp().sum(dim, keepdim=True).clamp(min=SMALLEST[input.dtype])
        terms = target * (x - total.log())
        if self.weight is not None:
            terms = terms * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -terms.sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
