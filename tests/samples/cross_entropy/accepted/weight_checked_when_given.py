"""Style: looks at the weights once, when they are given, and has a test beside it that borrows names."""

import sys

import torch
import torch.nn.functional as F
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        if weight is not None and bool((weight < 0).any()):
            raise ValueError("class weights must not be negative")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        shifted = input - input.amax(dim, keepdim=True)
        cross_entropy = shifted.exp().sum(dim).log()
        cross_entropy = cross_entropy - shifted.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        weight = torch.ones_like(cross_entropy) if self.weight is None else self.weight[index]
        weight = weight * kept.type(input.type())
        loss = torch.where(kept, cross_entropy, 0) * weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / weight.sum()


def test_against_torch():
    loss = F.cross_entropy
    x, t = torch.randn(3, 4), torch.tensor([0, 1, 2])
    torch.testing.assert_close(CrossEntropyLoss()(x, t), loss(x, t))


if __name__ == "__main__" and "--quiet" not in sys.argv:
    from torch.nn.functional import cross_entropy

    print(cross_entropy(torch.randn(3, 4), torch.tensor([0, 1, 2])))
    test_against_torch()
