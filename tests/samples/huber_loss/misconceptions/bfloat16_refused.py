"""You refuse what is not float16, float32 or float64, so the dtype that most models train in.

bfloat16 is floating point too. Where a loss has no reason to refuse a dtype it should not ask;
if it must, is_floating_point() is the question.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_many_terms

import torch
from torch import Tensor, nn


class HuberLoss(nn.Module):
    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        if delta <= 0:
            raise ValueError(f"delta is {delta}; use a number above 0")
        self.reduction = reduction
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if input.dtype not in (torch.float16, torch.float32, torch.float64):
            raise TypeError(f"{input.dtype} is not supported")
        size = torch.abs(input - target)
        near = size.clamp(max=self.delta)
        loss = near * (size - near / 2)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        if beta < 0:
            raise ValueError(f"beta is {beta}; use 0 or a number above it")
        self.reduction = reduction
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if input.dtype not in (torch.float16, torch.float32, torch.float64):
            raise TypeError(f"{input.dtype} is not supported")
        loss = torch.abs(input - target)
        if self.beta > 0:
            near = loss.clamp(max=self.beta)
            loss = near * (loss - near / 2) / self.beta
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
