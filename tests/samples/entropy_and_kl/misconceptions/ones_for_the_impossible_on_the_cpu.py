"""The ones that stand in for q where p is 0 come from torch.ones with a shape and a dtype, so they
are on the CPU.

On a GPU torch.where then gets tensors of two devices, and raises. It takes the number 1 as it is;
torch.ones_like(q) has the device of q.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, torch.ones(q.shape, dtype=q.dtype)).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
