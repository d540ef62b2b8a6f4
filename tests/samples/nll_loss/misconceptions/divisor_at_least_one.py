"""You divide by at least 1, max(total, 1). That is meant for an empty batch, but class weights can
add up to less than 1: then your mean comes out too small.

The divisor is the total weight of the kept items, whatever its size. Where it is 0 the mean is 0 /
0 = nan.
"""
# verdict: wrong_answer
# fails: test_weighted_mean, test_weights_with_ignore_index, test_all_together_in_more_dimensions
# fails: test_gradient_with_weights, test_everything_ignored, test_empty_batch, test_zero_weights

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
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum().clamp(min=1)
