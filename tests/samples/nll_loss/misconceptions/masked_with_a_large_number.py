"""You mask the other classes with 1e9 and take the minimum, to pick the target of each row.

float16 ends at 65504, so 1e9 does not exist there and masked_fill raises. gather picks without
a mask, and an impossible target stays impossible.
"""
# verdict: wrong_answer
# fails: test_impossible_target, test_float16, test_many_terms, test_memory

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
        input.detach().gather(class_dim, index.unsqueeze(class_dim))  # refuses what is out of range
        classes = torch.arange(input.shape[class_dim], device=input.device)
        other = classes != index.unsqueeze(-1)
        moved = input.movedim(class_dim, -1)
        picked = -(-moved).masked_fill(other, 1e9).amin(-1)
        weight = torch.ones_like(picked) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = weight * torch.where(kept, -picked, 0)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
