"""The zero in logaddexp(0, x) comes from torch.zeros(input.shape), on the CPU.

On a GPU the two do not mix. torch.zeros_like(input) has the shape, the dtype and the device of
the input.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

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
        zero = torch.zeros(input.shape, dtype=input.dtype)
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
