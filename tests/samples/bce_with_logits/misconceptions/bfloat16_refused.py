"""You refuse what is not float16, float32 or float64, so the dtype that most models train in.

bfloat16 is floating point too. Where a loss has no reason to refuse a dtype it should not ask;
if it must, is_floating_point() is the question.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_many_terms

import torch
from torch import Tensor, nn


class BCEWithLogitsLoss(nn.Module):
    def __init__(
        self,
        weight: Tensor | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if target.shape != input.shape:
            raise ValueError(f"target is {tuple(target.shape)}, input {tuple(input.shape)}")
        if input.dtype not in (torch.float16, torch.float32, torch.float64):
            raise TypeError(f"{input.dtype} is not supported")
        zero = torch.zeros_like(input)
        if_yes = torch.logaddexp(zero, -input)
        if_no = torch.logaddexp(zero, input)
        if self.pos_weight is not None:
            if_yes = self.pos_weight * if_yes
        loss = target * if_yes + (1 - target) * if_no
        if self.weight is not None:
            loss = self.weight * loss
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
