"""Style: everything in float64, rounded once at the end."""

import torch


def _xlogy(x, y):
    safe = torch.where(x == 0, torch.ones_like(y), y)
    return x * torch.log(safe)


def entropy(p):
    wide = p.to(torch.float64)
    return _xlogy(wide, wide).sum(-1).neg().to(p.dtype)


def cross_entropy(p, q):
    return _xlogy(p.double(), q.double()).sum(-1).neg().type_as(p)


def kl_divergence(p, q):
    p64, q64 = p.double(), q.double()
    return (_xlogy(p64, p64) - _xlogy(p64, q64)).sum(-1).to(p.dtype)
