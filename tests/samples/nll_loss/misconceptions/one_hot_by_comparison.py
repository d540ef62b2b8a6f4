"""You build the one-hot mask by comparing target with arange(C). A target out of range matches no
class, so it silently loses 0 instead of raising.

gather and F.one_hot refuse a bad index; a comparison does not. Check the range, or use one of them.
"""
# verdict: wrong_answer
# fails: test_target_out_of_range, test_memory

import torch
from torch import nn


class NLLLoss(nn.Module):
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
        classes = torch.arange(input.shape[dim], device=input.device)
        shape = [1] * input.dim()
        shape[dim] = -1
        one_hot = index.unsqueeze(dim) == classes.view(shape)
        loss = -torch.where(one_hot, input, 0).sum(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
