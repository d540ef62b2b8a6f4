"""You compute the expected cost by einsum and mix both parts by lerp. Under torch.autocast einsum
gives bfloat16, and lerp does not take bfloat16 with float32: it raises.

autocast casts for some operators and not for others. Products that are added up by * and sum, and
mixed by * and +, work in any dtype.
"""
# verdict: runtime_error
# fails: test_bfloat16

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
            loss = torch.einsum("...c,...c->...", target.movedim(dim, -1), cost)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            cost = torch.where(kept.unsqueeze(-1), cost, 0)
            index = torch.where(kept, target, 0)
            loss = cost.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            weight = kept if self.weight is None else torch.where(kept, self.weight[index], 0)
            divisor = weight.sum()
        if eps > 0:
            loss = loss.lerp(cost.mean(-1), eps)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
