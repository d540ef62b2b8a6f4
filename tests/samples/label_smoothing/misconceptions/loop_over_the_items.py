"""A Python loop picks the cost of one item after the other.

It costs an operator or two for each item. Each operator takes microseconds to start, however
little it computes, and a batch has thousands. Let every operator work on all of them.
"""
# verdict: accepted
# fails: test_operators

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(
        self,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        class_dim = 0 if input.dim() == 1 else 1
        cost = -torch.log_softmax(input, class_dim).movedim(class_dim, -1)
        if self.weight is not None:
            cost = cost * self.weight
        if target.is_floating_point():
            loss = (target.movedim(class_dim, -1) * cost).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            cost = torch.where(kept.unsqueeze(-1), cost, 0)
            index = torch.where(kept, target, 0)
            rows = cost.reshape(-1, cost.shape[-1])
            found = [row.gather(0, place) for row, place in zip(rows, index.reshape(-1, 1))]
            loss = (torch.cat(found) if found else rows.flatten()).view(target.shape)
            weights = kept if self.weight is None else torch.where(kept, self.weight[index], 0)
            divisor = weights.sum()
        if self.label_smoothing > 0:
            loss = (1 - self.label_smoothing) * loss + self.label_smoothing * cost.mean(-1)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / divisor
