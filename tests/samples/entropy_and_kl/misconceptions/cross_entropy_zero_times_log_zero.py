"""Your cross entropy is -(p * log q).sum(). At p = q = [1, 0] the second term is 0 * -inf, which
is nan, where 0 is right.

Where p is 0 the term is 0, whatever q is. Let log see a 1 there, or use torch.xlogy(p, q).
"""
# verdict: wrong_answer
# fails: test_cross_entropy_with_zeros_in_p, test_cross_entropy_of_the_impossible

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = q.log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
