"""You repeat the class weights to the shape of the logits, and multiply all log-probabilities
before one of each row is picked.

That is a copy of the weights as large as the logits, and another of the products. Pick first:
weight[target] has one number per item.
"""
# verdict: accepted
# fails: test_memory

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        if self.weight is None:
            every = torch.ones_like(input)
        else:
            shape = [-1 if axis == dim else 1 for axis in range(input.dim())]
            sizes = [1 if axis == dim else size for axis, size in enumerate(input.shape)]
            every = self.weight.view(shape).repeat(sizes)
        shares = (every + 1) / (every.clone() + 1)
        picked = log_probs * shares
        loss = -picked.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
