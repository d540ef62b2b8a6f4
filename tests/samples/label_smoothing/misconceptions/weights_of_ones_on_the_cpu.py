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
        weight = self.weight
        if weight is None:
            weight = torch.ones(cost.shape[-1], dtype=cost.dtype)
        cost = cost * weight
        if target.is_floating_point():
            loss = (target.movedim(class_dim, -1) * cost).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            cost = torch.where(kept.unsqueeze(-1), cost, 0)
            index = torch.where(kept, target, 0)
            loss = cost.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            weights = kept if self.weight is None else torch.where(kept, self.weight[index], 0)
            divisor = weights.sum()
        if self.label_smoothing > 0:
            loss = (1 - self.label_smoothing) * loss + self.label_smoothing * cost.mean(-1)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / divisor
