"""The one-hot rows are picked from torch.eye(C), which is made on the CPU and stays there.

Indexing a CPU tensor by targets on a GPU raises. Even with device=input.device it holds C x C
numbers to pick one of each row: gather picks it directly.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator, test_memory

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
        input.detach().gather(dim, torch.where(kept, target, 0).unsqueeze(dim))  # refuses others
        index = torch.where(kept, target, 0)

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        one_hot = torch.eye(input.shape[dim], dtype=torch.bool)[index].movedim(-1, dim)
        loss = -torch.where(one_hot, log_probs, 0).sum(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
