"""Your entropy is -d/dt of Σ p^t at t = 1, taken by torch.autograd.grad. A fine identity, but
under torch.no_grad() there is no graph to take it from, and it raises.

A forward pass should not depend on autograd being on: -Σ p log p costs less, too.
"""
# verdict: runtime_error
# fails: test_without_gradients

import torch


def entropy(p):
    t = torch.ones_like(p[..., :1], requires_grad=True)
    (slope,) = torch.autograd.grad((p**t).sum(), t, create_graph=True)
    return -slope.squeeze(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
