"""You mask the other classes with -1e9 before you pick by a maximum.

float16 ends at 65504, so -1e9 does not exist there: masked_fill raises. And it hides a target whose
log-probability is -inf, as -1e9 is more. Use -inf, or pick without masking.
"""
# verdict: wrong_answer
# fails: test_float16, test_many_terms, test_memory, test_masked_classes
# may fail: test_large_logits, test_mixed_magnitudes

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
        classes = torch.arange(input.shape[dim], device=input.device)
        shape = [-1 if axis == dim else 1 for axis in range(input.dim())]
        other = classes.view(shape) != index.unsqueeze(dim)
        input.detach().gather(dim, index.unsqueeze(dim))
        loss = -log_probs.masked_fill(other, -1e9).amax(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
