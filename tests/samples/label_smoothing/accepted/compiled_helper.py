"""Style: the arithmetic stands in functions under torch.compile, the options in the module."""

import torch
from torch import Tensor, nn


@torch.compile(backend="eager", dynamic=True)
def class_costs(logits: Tensor) -> Tensor:
    """Classes last."""
    return -torch.log_softmax(logits, -1)


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        dim = 0 if input.dim() == 1 else 1
        costs = class_costs(input.movedim(dim, -1))
        weight = costs.new_ones(costs.shape[-1]) if self.weight is None else self.weight
        costs = costs * weight
        if target.dtype == torch.int64:
            kept = target != self.ignore_index
            index = torch.where(kept, target, 0)
            own = costs.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            divisor = torch.where(kept, weight[index], 0).sum()
        else:
            kept = None
            own = torch.linalg.vecdot(target.movedim(dim, -1), costs)
            divisor = float(own.numel()) or float("nan")
        if self.label_smoothing > 0:
            own = own * (1 - self.label_smoothing) + costs.mean(-1) * self.label_smoothing
        if kept is not None:
            own = torch.where(kept, own, 0)
        if self.reduction == "none":
            return own
        return own.sum() if self.reduction == "sum" else own.sum() / divisor
