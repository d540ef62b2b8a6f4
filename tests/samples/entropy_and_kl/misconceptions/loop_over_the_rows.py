"""A Python loop adds up one distribution after the other.

It costs an operator for each of them. Each operator takes microseconds to start, however little
it computes, and a batch has thousands. Let every operator work on all of them.
"""
# verdict: accepted
# fails: test_operators

import torch
from torch import Tensor


def entropy(p: Tensor) -> Tensor:
    return cross_entropy(p, p)


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    log_q = torch.where(p > 0, q, 1).log()
    terms = p * log_q
    rows = [row.sum() for row in terms.reshape(-1, terms.shape[-1])] if terms.numel() else []
    return -torch.stack(rows).view(terms.shape[:-1]) if rows else -terms.sum(-1)


def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    return cross_entropy(p, q) - entropy(p)
