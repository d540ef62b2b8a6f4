"""You detach the picked log-probabilities (or read them through .data or .item()). The value is
right and nothing learns: no gradient reaches the input.

detach is for what is not to be trained through. The loss is what backward starts from.
"""
# verdict: wrong_answer
# fails: test_gradient_of_every_reduction, test_gradient_with_weights, test_gradient_where_ignored
# fails: test_gradient_in_more_dimensions, test_repeated_backward, test_ruled_out_classes

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
        loss = -input.detach().gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
