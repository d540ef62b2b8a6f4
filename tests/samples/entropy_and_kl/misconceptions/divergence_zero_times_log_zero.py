"""Your divergence is (p * (log p - log q)).sum(). With p = [1, 0] the second term is 0 * -inf,
which is nan, where 0 is right.

Where p is 0 the term is 0: that holds for log p and for log q.
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
    log_p = p.log()
    log_q = q.log()
    return (p * (log_p - log_q)).sum(-1)
