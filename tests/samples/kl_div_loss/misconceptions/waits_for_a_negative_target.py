"""You look by an if whether a target is negative, on every call.

The answer must travel to the CPU before the next operator can start: a GPU stands still
meanwhile. Check the data where it is loaded.
"""
# verdict: accepted
# fails: test_without_waiting

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
        if not self.log_target and bool((target < 0).any()):
            raise ValueError("a target is negative")
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
        return loss.mean()
