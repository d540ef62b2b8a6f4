"""You write out the smoothed distribution of every item, step by step: one-hot, the share of the
target, the share of all, their sum, each as large as the logits.

The loss needs one number of it per item and a mean: (1 - ε) times what gather picks, plus ε times
the mean cost.
"""
# verdict: accepted
# fails: test_memory

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        eps = self.label_smoothing
        cost = -torch.log_softmax(input, dim).movedim(dim, -1)
        if self.weight is not None:
            cost = cost * self.weight

        if target.is_floating_point():
            loss = (target.movedim(dim, -1) * cost).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            cost = torch.where(kept.unsqueeze(-1), cost, 0)
            index = torch.where(kept, target, 0)
            loss = cost.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            if eps > 0:
                one_hot = torch.nn.functional.one_hot(index, cost.shape[-1])
                of_target = one_hot.to(cost.dtype) * (1 - eps)
                of_all = torch.full_like(cost, eps / cost.shape[-1])
                smoothed = of_target + of_all
                loss = (smoothed * cost).sum(-1)
            weight = kept if self.weight is None else torch.where(kept, self.weight[index], 0)
            divisor = weight.sum()
        if eps > 0 and target.is_floating_point():
            loss = (1 - eps) * loss + eps * cost.mean(-1)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
