"""Your entropy takes one distribution after another in a Python loop, and stacks the numbers.

Every distribution costs a few operators, and every operator microseconds to start. sum(-1) adds up
each row of a whole batch at once.
"""
# verdict: accepted
# fails: test_operators

import torch


def entropy(p):
    rows = p.reshape(p.shape[:-1].numel(), p.shape[-1])
    terms = [-(row * torch.where(row > 0, row, 1).log()).sum() for row in rows]
    result = torch.stack(terms) if terms else rows.sum(-1)
    return result.view(p.shape[:-1])


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
