"""You look up the weights of the targets by NumPy. It has no bfloat16, so that the conversion
raises, and it cannot see what is on a GPU.

weight[target] is the same in torch, in every dtype and on every device.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_on_an_accelerator, test_many_terms, test_single_item

import numpy as np
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

        weight = torch.ones_like(loss)
        if self.weight is not None:
            weight = torch.from_numpy(np.take(self.weight.numpy(), index.numpy()))
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
