"""Style: only the outcomes with p > 0 are computed; index_add brings them back to their rows."""

import torch
from torch import Tensor


def add_up(p: Tensor, log: Tensor, kept: Tensor) -> Tensor:
    """Rows' sums of p * log over the kept outcomes; log holds these alone."""
    rows = torch.arange(kept.numel() // kept.shape[-1], device=p.device)
    row_of = rows.reshape(p.shape[:-1]).unsqueeze(-1).expand(p.shape)[kept]
    total = torch.zeros(rows.numel(), dtype=p.dtype, device=p.device)
    return total.index_add(0, row_of, p[kept] * log).reshape(p.shape[:-1])


def entropy(p: Tensor) -> Tensor:
    kept = p > 0
    return -add_up(p, p[kept].log(), kept)


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    kept = p > 0
    return -add_up(p, q[kept].log(), kept)


def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    kept = p > 0
    return add_up(p, p[kept].log() - q[kept].log(), kept)
