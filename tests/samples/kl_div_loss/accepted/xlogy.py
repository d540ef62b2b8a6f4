"""Style: torch.xlogy for p log p, and a guard clause for each reduction."""

import torch
from torch import Tensor, nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__()
        if reduction not in {"none", "mean", "batchmean", "sum"}:
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        p = target.exp() if self.log_target else target
        negative_entropy = p * target if self.log_target else torch.special.xlogy(p, p)
        kl = negative_entropy - p * input
        if self.reduction == "none":
            return kl
        total = kl.sum()
        if self.reduction == "mean":
            total = total / kl.numel()
        if self.reduction == "batchmean":
            total = total / kl.size(0)
        return total
