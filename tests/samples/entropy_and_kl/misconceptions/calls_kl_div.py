"""You call torch.nn.functional.kl_div. It is what this kata asks you to write; and at p = q = [1,
0] it gives nan.

Σ p (log p - log q), with a safe argument for the logarithms where p is 0.
"""
# verdict: forbidden

import torch
import torch.nn.functional as F


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    return F.kl_div(q.log(), p, reduction="none").sum(-1)
