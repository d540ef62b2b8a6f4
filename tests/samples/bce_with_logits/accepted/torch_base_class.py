"""Style: it derives from torch's own _WeightedLoss, which holds weight and reduction, no loss."""

import torch
from torch.nn.modules.loss import _WeightedLoss


class BCEWithLogitsLoss(_WeightedLoss):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__(weight, reduction=reduction)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input, target):
        if self.reduction not in ("mean", "sum", "none"):
            raise ValueError(f"{self.reduction} is not a valid value for reduction")
        if input.dim() != target.dim() or any(a != b for a, b in zip(input.shape, target.shape)):
            raise RuntimeError("input and target must have the same shape")
        zero = torch.tensor(0.0, dtype=input.dtype, device=input.device)
        loss = torch.logaddexp(input, zero) * (1 - target)
        factor = target if self.pos_weight is None else target * self.pos_weight
        loss = loss.addcmul(torch.logaddexp(-input, zero), factor)
        if self.weight is not None:
            loss = loss * self.weight
        return {"none": lambda t: t, "sum": torch.sum, "mean": torch.mean}[self.reduction](loss)
