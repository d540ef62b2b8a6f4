"""Style: where on both sides of the logarithm: a safe argument, and then the term or 0."""

import torch


def _sum_where_possible(p, values):
    return torch.where(p > 0, p * values, torch.zeros_like(p)).sum(-1)


def _safe_log(x, possible):
    return torch.log(torch.where(possible, x, torch.ones_like(x)))


def entropy(p):
    return _sum_where_possible(p, -_safe_log(p, p > 0))


def cross_entropy(p, q):
    return _sum_where_possible(p, -_safe_log(q, p > 0))


def kl_divergence(p, q):
    possible = p > 0
    return _sum_where_possible(p, _safe_log(p, possible) - _safe_log(q, possible))
