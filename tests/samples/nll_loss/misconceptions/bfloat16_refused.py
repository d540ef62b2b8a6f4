"""You refuse what is not float16, float32 or float64, so the dtype that most models train in.

bfloat16 is floating point too. Where a loss has no reason to refuse a dtype it should not ask;
if it must, is_floating_point() is the question.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_many_terms

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
        if input.dtype not in (torch.float16, torch.float32, torch.float64):
            raise TypeError(f"{input.dtype} is not supported")
        class_dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        picked = input.gather(class_dim, index.unsqueeze(class_dim)).squeeze(class_dim)
        weight = torch.ones_like(picked) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = weight * torch.where(kept, -picked, 0)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
