"""You look by an if whether p has zeros at all, to spare the others a torch.where. Its answer must
be read back before the next operator can start.

The torch.where that you spare is cheaper than the wait. Do it always.
"""
# verdict: accepted
# fails: test_without_waiting

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    if (p == 0).any():
        q = torch.where(p > 0, q, 1)
    return -(p * q.log()).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
