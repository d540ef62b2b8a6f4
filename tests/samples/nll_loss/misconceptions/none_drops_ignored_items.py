"""With reduction="none" you return the kept items only. The result must have the target's shape,
with 0 at ignored items.

Who asks for "none" wants to know which item lost what, and multiplies it by a mask of the target's
shape.
"""
# verdict: wrong_answer
# fails: test_default_ignore_index, test_other_ignore_index, test_ignored_class
# fails: test_weights_with_ignore_index, test_all_together_in_more_dimensions
# fails: test_gradient_where_ignored, test_everything_ignored, test_ignored_rows_hold_anything
# fails: test_without_waiting

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
            return loss[kept] if not kept.all() else loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
