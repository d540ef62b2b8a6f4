"""Your reduction defaults to "sum". torch's default is "mean", which does not grow with the batch
size.

A drop-in takes the defaults over too: NLLLoss(weight=None, ignore_index=-100, reduction="mean").
"""
# verdict: wrong_answer
# fails: test_mean_of_a_batch, test_one_extra_dimension, test_many_extra_dimensions
# fails: test_weighted_mean, test_mean_leaves_ignored_items_out, test_first_and_last_class
# fails: test_non_contiguous_inputs, test_ruled_out_classes

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="sum"):
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
        return loss.sum() / weight.sum()
