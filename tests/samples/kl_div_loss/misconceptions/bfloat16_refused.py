"""You refuse what is not float16, float32 or float64, so the dtype that most models train in.

bfloat16 is floating point too. Where a loss has no reason to refuse a dtype it should not ask;
if it must, is_floating_point() is the question.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_many_terms

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
        if input.dtype not in (torch.float16, torch.float32, torch.float64):
            raise TypeError(f"{input.dtype} is not supported")
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
