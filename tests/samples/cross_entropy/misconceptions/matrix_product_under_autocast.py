"""You pick each row's log-probability by a matrix product with a one-hot row, and write it into a
tensor of the input's dtype by index.

Under torch.autocast a matrix product gives bfloat16, and writing by index does not convert: it
raises. Picking needs no product.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_memory

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
        rows = log_probs.movedim(dim, -1).reshape(-1, 1, input.shape[dim])
        one_hot = torch.zeros_like(rows).scatter_(-1, index.reshape(-1, 1, 1), 1.0)
        finite = torch.where(one_hot > 0, rows, 0)
        picked = torch.bmm(finite, one_hot.transpose(1, 2)).flatten()
        loss = torch.zeros_like(rows[:, 0, 0])
        places = torch.arange(len(loss), device=loss.device)
        loss[places] = picked
        loss = -loss.view(target.shape)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
