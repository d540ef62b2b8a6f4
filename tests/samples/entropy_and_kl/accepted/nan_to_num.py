"""Style: the nan of 0 * inf, and only that, is turned into 0; infinities are kept."""

import torch

INF = float("inf")


def without_nan(terms):
    return torch.nan_to_num(terms, nan=0.0, posinf=INF, neginf=-INF)


def entropy(p):
    return without_nan(-p * p.log()).sum(-1)


def cross_entropy(p, q):
    return without_nan(-p * q.log()).sum(-1)


def kl_divergence(p, q):
    return without_nan(p * (p.log() - q.log())).sum(-1)
