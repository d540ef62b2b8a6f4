"""You replace ignored targets by 0 for gather, and then count what it picks: they are trained
towards class 0.

The replacement only keeps gather from refusing. Remember the mask, and use it once more
afterwards: the loss and the weight of an ignored item are 0.
"""
# verdict: wrong_answer
# fails: test_default_ignore_index, test_other_ignore_index, test_ignored_class
# fails: test_mean_leaves_ignored_items_out, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_gradient_where_ignored, test_everything_ignored

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
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        loss = loss * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
