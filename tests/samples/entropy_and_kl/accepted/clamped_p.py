"""Style: p is clamped for its own logarithm only, which changes nothing; q decides by where."""

import torch


def entropy(p):
    log_p = p.clamp_min(torch.finfo(p.dtype).tiny).log()
    return torch.sum(-p * log_p, -1)


def cross_entropy(p, q):
    surprise = torch.where((p == 0) & (q == 0), 0, -q.log())
    return torch.sum(p * surprise, -1)


def kl_divergence(p, q):
    extra = cross_entropy(p, q) - entropy(p)
    return extra.clamp_min(0)  # it cannot be negative but for rounding
