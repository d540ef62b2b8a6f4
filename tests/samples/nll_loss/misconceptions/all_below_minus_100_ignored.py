"""By default all targets below -100 are ignored too.

ignore_index is one number. A target of -200 is a mistake in the data, which must raise instead of
being left out in silence.
"""
# verdict: wrong_answer
# fails: test_target_out_of_range

import torch
from torch import Tensor, nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        classes = input.shape[dim]
        kept = (target != self.ignore_index) & ~((target < -100) & (self.ignore_index == -100))
        index = torch.where(kept, target, 0)
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = weight * torch.where(kept, loss, 0)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
