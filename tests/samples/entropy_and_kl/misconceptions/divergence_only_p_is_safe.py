"""Your divergence takes care of log 0 in log p and not in log q. At p = q = [1, 0] it is 0 * inf
= nan, where 0 is right.

The whole term p (log p - log q) is 0 where p is 0, so both logarithms need a safe argument there.
"""
# verdict: wrong_answer
# fails: test_divergence_with_zeros_in_p, test_divergence_from_the_impossible

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = q.log()
    return (p * (log_p - log_q)).sum(-1)
