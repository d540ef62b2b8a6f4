"""Style: every shape becomes (M, C) by movedim and reshape; "none" is folded back at the end."""

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        channel = 0 if input.dim() == 1 else 1
        logits = input.movedim(channel, -1).reshape(-1, input.shape[channel])
        labels = target.reshape(-1)

        mask = labels != self.ignore_index
        labels = labels * mask
        logits = logits - logits.max(dim=-1, keepdim=True)[0].detach()
        nll = logits.exp().sum(dim=-1).log() - logits.gather(-1, labels[:, None])[:, 0]

        weights = mask.to(nll.dtype)
        if self.weight is not None:
            weights = weights * self.weight.index_select(0, labels)
        nll = weights * nll.where(mask, nll.new_zeros(()))
        if self.reduction == "none":
            return nll.reshape(target.shape)
        total = nll.sum()
        return total / weights.sum() if self.reduction == "mean" else total
