"""The zeros that stand in for ignored items come from torch.zeros(target.shape), on the CPU.

On a GPU torch.where does not mix them with losses there. It takes the number 0 as it is, and
torch.zeros_like(loss) has the device.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

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
        zeros = torch.zeros(target.shape, dtype=input.dtype)
        loss = torch.where(kept, loss, zeros) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
