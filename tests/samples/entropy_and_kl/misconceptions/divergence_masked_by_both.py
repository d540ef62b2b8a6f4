"""Your divergence counts only the terms where p and q are both positive, so q = 0 where p > 0
costs nothing: at p = [0.5, 0.5], q = [1, 0] it is -0.35, not inf.

Only p = 0 makes a term vanish.
"""
# verdict: wrong_answer
# fails: test_divergence_from_the_impossible

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return torch.where((p > 0) & (q > 0), p * (log_p - log_q), 0).sum(-1)
