"""Your divergence checks p.min() for negative numbers first, which raises on an empty batch.

An empty batch gives an empty result. (p < 0).any() takes it.
"""
# verdict: runtime_error
# fails: test_empty_batch, test_without_waiting

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    if p.min() < 0:
        raise ValueError("negative probability")
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
