"""Style: a boolean mask selects the kept items; "none" puts their losses back into zeros."""

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in {"mean", "sum", "none"}:
            raise ValueError(f"invalid reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        log_probs = input.movedim(1, -1) if input.dim() > 1 else input
        kept = target != self.ignore_index
        x, t = log_probs[kept], target[kept]  # (K, C) and (K,), also for a single item

        nll = -x.gather(-1, t.unsqueeze(-1)).squeeze(-1)
        if self.weight is None:
            w = torch.ones_like(nll)
        else:
            w = self.weight[t]
            nll = w * nll

        if self.reduction == "sum":
            return nll.sum()
        if self.reduction == "mean":
            return nll.sum() / w.sum()
        out = torch.zeros(target.shape, dtype=nll.dtype, device=nll.device)
        out[kept] = nll
        return out
