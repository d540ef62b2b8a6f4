"""Your divergence raises where q is 0 and p is not. The divergence is defined there: it is inf.

An exception for one row also takes the results of all other rows away.
"""
# verdict: runtime_error
# fails: test_divergence_from_the_impossible, test_without_waiting

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    if ((q == 0) & (p > 0)).any():
        raise ValueError("the divergence is infinite")
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
