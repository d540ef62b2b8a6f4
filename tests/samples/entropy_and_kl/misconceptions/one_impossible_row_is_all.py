"""Your cross entropy returns inf for the whole batch as soon as one row has q = 0 where p > 0.

Each row is a distribution of its own; inf comes out by itself from log 0 = -inf, in its row.
"""
# verdict: wrong_answer
# fails: test_rows_do_not_disturb_each_other, test_without_waiting

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    if ((q == 0) & (p > 0)).any():
        return torch.full_like(p[..., 0], torch.inf)
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
