"""A Python loop adds up one row after the other.

It costs an operator for each row. Each operator takes microseconds to start, however little it
computes, and a batch has thousands. Let every operator work on all of them.
"""
# verdict: accepted
# fails: test_operators

import torch
from torch import Tensor, nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(
                f"reduction is {reduction!r}; use 'mean', 'batchmean', 'sum' or 'none'"
            )
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        rows = [row.sum() for row in loss.reshape(-1, loss.shape[-1])] if loss.numel() else []
        return torch.stack(rows).sum() / loss.numel() if rows else loss.mean()
