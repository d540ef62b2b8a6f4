"""Style: a loop over the outcomes, one term a time, as in the definition."""

import torch


def term(p, q):
    """p log q, with 0 log 0 = 0."""
    return p * torch.where(p > 0, q, torch.ones_like(q)).log()


def entropy(p):
    total = torch.zeros_like(p[..., 0])
    for c in range(p.shape[-1]):
        total = total - term(p[..., c], p[..., c])
    return total


def cross_entropy(p, q):
    return -sum(term(a, b) for a, b in zip(p.unbind(-1), q.unbind(-1)))


def kl_divergence(p, q):
    pairs = zip(p.unbind(-1), q.unbind(-1))
    return torch.stack([term(a, a) - term(a, b) for a, b in pairs], dim=0).sum(0)
