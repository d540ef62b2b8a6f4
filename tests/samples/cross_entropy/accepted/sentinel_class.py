"""Style: ignored items go to an extra class C of weight 0, so no mask is needed."""

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        x = input.movedim(1, -1) if input.dim() > 1 else input
        num_classes = x.shape[-1]
        ignored = target == self.ignore_index
        # C itself is a valid index from here on.
        if ((target == num_classes) & ~ignored).any():
            raise IndexError(f"target {num_classes} with {num_classes} classes")
        index = torch.where(ignored, num_classes, target)

        x = x - x.amax(-1, keepdim=True)
        log_probs = x - x.exp().sum(-1, keepdim=True).log()
        log_probs = torch.cat([log_probs, torch.zeros_like(log_probs[..., :1])], -1)
        weight = x.new_ones(num_classes) if self.weight is None else self.weight
        weight = torch.cat([weight, weight.new_zeros(1)])

        item_weight = weight[index]
        loss = -item_weight * log_probs.gather(-1, index.unsqueeze(-1)).squeeze(-1)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / item_weight.sum()
