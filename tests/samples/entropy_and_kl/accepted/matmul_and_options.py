"""Style: a dot product by matmul, after moving dim to the end; extra keyword-only options."""

import torch
from torch import Tensor


def cross_entropy(p: Tensor, q: Tensor, *, dim: int = -1, base: float | None = None) -> Tensor:
    p, q = p.movedim(dim, -1), q.movedim(dim, -1)
    log_q = torch.where(p.ne(0), q, torch.ones((), dtype=q.dtype, device=q.device)).log()
    nats = -torch.matmul(p.unsqueeze(-2), log_q.unsqueeze(-1)).squeeze(-1).squeeze(-1)
    return nats if base is None else nats / torch.log(torch.tensor(base, dtype=nats.dtype))


def entropy(p: Tensor, *, dim: int = -1, base: float | None = None) -> Tensor:
    return cross_entropy(p, p, dim=dim, base=base)


def kl_divergence(p: Tensor, q: Tensor, *, dim: int = -1, base: float | None = None) -> Tensor:
    return cross_entropy(p, q, dim=dim, base=base) - entropy(p, dim=dim, base=base)
