"""Where the target is 0 you put zeros made by torch.zeros, which are on the CPU whatever the
device of the input is.

On a GPU that raises. torch.where takes a number as it is, and torch.zeros_like has the device.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

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
            terms = torch.xlogy(target, target) - target * input
            loss = torch.where(target == 0, torch.zeros(target.shape, dtype=target.dtype), terms)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
