"""You make a float one-hot tensor of the targets, as large as the logits, and multiply.

To pick one number of each row it holds several copies of all of them. gather reads just those.
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
        input.detach().gather(dim, torch.where(kept, target, 0).unsqueeze(dim))  # refuses others
        index = torch.where(kept, target, 0)

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        one_hot = torch.nn.functional.one_hot(index, input.shape[dim]).movedim(-1, dim)
        one_hot = one_hot.to(input.dtype) * torch.ones_like(input)
        picked = torch.where(one_hot > 0, log_probs, torch.zeros_like(log_probs))
        loss = -(picked * one_hot).sum(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
