"""Style: the arithmetic is compiled; extra keyword-only options have defaults, as in torch."""

from __future__ import annotations

import torch
from torch import Tensor


@torch.compile(backend="eager", dynamic=True)
def parts(x: Tensor, dim: int) -> tuple[Tensor, Tensor, Tensor]:
    m = x.amax(dim, True)
    m = torch.where(torch.isfinite(m), m, torch.zeros((), dtype=x.dtype, device=x.device))
    e = torch.exp(x - m)
    return m, e, torch.sum(e, dim, True)


def logsumexp(input: Tensor, dim: int, keepdim: bool = False, *, out_dtype=None) -> Tensor:
    m, _, s = parts(input if out_dtype is None else input.to(out_dtype), dim)
    lse = m.add(s.log())
    return lse if keepdim else lse.squeeze(dim)


def softmax(input: Tensor, dim: int, *, dtype: torch.dtype | None = None) -> Tensor:
    _, e, s = parts(input if dtype is None else input.to(dtype), dim)
    return e.div(s)


def log_softmax(input: Tensor, dim: int, *, dtype: torch.dtype | None = None) -> Tensor:
    x = input if dtype is None else input.to(dtype)
    m, _, s = parts(x, dim)
    return x - m - s.log()
