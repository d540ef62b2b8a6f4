"""Your entropy is -(p * log p).sum(). At [1, 0] the second term is 0 * -inf, which is nan, where
0 is right.

An outcome that never happens adds nothing: x log x goes to 0 with x. Let log see a 1 where p is
0, or use torch.xlogy(p, p).
"""
# verdict: wrong_answer
# fails: test_entropy_with_zeros

import torch


def entropy(p):
    log_p = p.log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
