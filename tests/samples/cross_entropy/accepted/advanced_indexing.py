"""Style: log_probs[rows, target] behind a range check, as indexing wraps negative targets."""

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        assert_known(reduction)
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        shape = target.shape
        if input.ndim == 1:
            input, target = input[None], target[None]
        num_classes = input.shape[1]
        rows = input.movedim(1, -1).reshape(-1, num_classes)
        flat = target.reshape(-1)

        valid = flat != self.ignore_index
        bad = valid & ((flat < 0) | (flat >= num_classes))
        if bad.any():
            raise IndexError(f"target {flat[bad][0].item()} is not in [0, {num_classes})")
        flat = torch.where(valid, flat, torch.zeros_like(flat))

        rows = rows - rows.amax(dim=1, keepdim=True)
        log_probs = rows - rows.exp().sum(dim=1, keepdim=True).log()
        nll = -log_probs[torch.arange(len(flat), device=flat.device), flat]

        scale = valid.to(nll.dtype)
        if self.weight is not None:
            scale = scale * self.weight[flat]
        nll = torch.where(valid, nll, 0.0) * scale
        if self.reduction == "mean":
            return nll.sum() / scale.sum()
        return nll.sum() if self.reduction == "sum" else nll.view(shape)


def assert_known(reduction):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction!r} is not a valid value for reduction")
