"""Without class weights you make ones by torch.ones(C), on the CPU whatever the device of the
input is.

Indexed by targets on a GPU it raises. torch.ones takes device=input.device; input.new_ones has
it already.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

import torch
from torch import Tensor, nn


class NLLLoss(nn.Module):
    def __init__(
        self, weight: Tensor | None = None, ignore_index: int = -100, reduction: str = "mean"
    ) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        class_dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        picked = input.gather(class_dim, index.unsqueeze(class_dim)).squeeze(class_dim)
        weight = self.weight
        if weight is None:
            weight = torch.ones(input.shape[class_dim], dtype=input.dtype)
        weight = weight[index]
        weight = torch.where(kept, weight, 0)
        loss = weight * torch.where(kept, -picked, 0)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
