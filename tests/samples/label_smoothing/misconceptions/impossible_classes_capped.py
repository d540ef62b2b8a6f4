"""Without smoothing, the cost of a class of probability 0 is capped at the largest number, so that
a positive target there costs that much, and not inf.

log 0 is -inf, and a target that demands what the logits rule out has an infinite loss. A cap makes
a number of it that means nothing, and differs with the dtype.
"""
# verdict: wrong_answer
# fails: test_masked_classes

import torch
from torch import nn

class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        eps = self.label_smoothing
        logp = torch.log_softmax(input, dim)
        cost = -logp.movedim(dim, -1)
        if self.weight is not None:
            cost = cost * self.weight
        if target.is_floating_point():
            if eps == 0:
                cost = cost.clamp(max=torch.finfo(cost.dtype).max)
            loss = (target.movedim(dim, -1) * cost).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            cost = torch.where(kept.unsqueeze(-1), cost, 0)
            index = torch.where(kept, target, 0)
            loss = cost.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            weights = kept if self.weight is None else torch.where(kept, self.weight[index], 0)
            divisor = weights.sum()
        if eps > 0:
            loss = (1 - eps) * loss + eps * cost.mean(-1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
