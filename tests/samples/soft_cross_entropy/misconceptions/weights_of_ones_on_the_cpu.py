"""Without class weights you multiply by torch.ones(C), which is on the CPU whatever the device of
the input is.

Multiplying it with logits on a GPU raises. Without weights there is nothing to multiply;
otherwise make it by input.new_ones.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight: Tensor | None = None, reduction: str = "mean") -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        class_dim = 0 if input.dim() == 1 else 1
        terms = target * torch.log_softmax(input, class_dim)
        terms = terms.movedim(class_dim, -1)
        weight = self.weight
        if weight is None:
            weight = torch.ones(input.shape[class_dim], dtype=input.dtype)
        terms = terms * weight
        loss = -terms.sum(-1)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
