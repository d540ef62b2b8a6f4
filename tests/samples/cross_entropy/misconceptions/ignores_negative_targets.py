"""You ignore every negative target, and no other: ignore_index=1 or 255 has no effect, and a
target of -1 that should be refused passes.

One value is ignored, whatever its sign: target != self.ignore_index. Everything else outside [0,
C) is an error in the data, which must raise.
"""
# verdict: wrong_answer
# fails: test_other_ignore_index, test_ignored_class, test_mean_leaves_ignored_items_out
# fails: test_weights_with_ignore_index, test_all_together_in_more_dimensions
# fails: test_gradient_where_ignored, test_target_out_of_range

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
        kept = target >= 0
        index = torch.where(kept, target, 0)

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
