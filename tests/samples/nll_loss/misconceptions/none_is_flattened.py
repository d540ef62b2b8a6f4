"""With reduction="none" you return one long row of losses. For (N, C, d1) input the result is (N,
d1): the target's shape.

If you flatten on the way in, fold back on the way out: loss.reshape(target.shape).
"""
# verdict: wrong_answer
# fails: test_none_keeps_the_targets_shape, test_all_together_in_more_dimensions
# fails: test_gradient_in_more_dimensions, test_batch_of_one, test_non_contiguous_inputs

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
            return loss.flatten() if loss.dim() else loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
