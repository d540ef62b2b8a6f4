"""You gather along the last dimension. For (N, C, d1, ...) the classes are dimension 1; only for
(C,) and (N, C) are they the last.

torch puts the classes right after the batch, as a convolution puts its channels. gather(1,
target.unsqueeze(1)).squeeze(1) serves every number of dimensions.
"""
# verdict: wrong_answer
# fails: test_one_extra_dimension, test_many_extra_dimensions, test_all_together_in_more_dimensions
# fails: test_gradient_in_more_dimensions, test_batch_of_one, test_empty_batch
# fails: test_non_contiguous_inputs

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
        dim = -1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        loss = -input.gather(dim, index.reshape(*input.shape[:-1], -1)).squeeze(dim)

        loss = loss.reshape(target.shape)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
