"""You allocate the losses by torch.empty with a shape and a dtype, and write into them. Without a
device they are on the CPU, and so is all that is computed from them.

Writing copies from the GPU without a word, after it has finished all its work. The result of an
operator is a tensor already: nothing needs to be allocated for it.
"""
# verdict: wrong_answer
# fails: test_on_an_accelerator, test_without_waiting

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
        losses = torch.empty(target.shape, dtype=input.dtype)
        losses[...] = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return losses
        if self.reduction == "sum":
            return losses.sum()
        return losses.sum() / weight.sum()
