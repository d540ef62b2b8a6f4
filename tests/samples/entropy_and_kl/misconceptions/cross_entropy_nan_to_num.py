"""Your cross entropy ends in torch.nan_to_num, which turns nan into 0 as you wanted, and inf into
3.4e38 as well.

Give posinf=inf and neginf=-inf with it; or do not let the nan come up: where p is 0, log takes a
1.
"""
# verdict: wrong_answer
# fails: test_cross_entropy_of_the_impossible

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -torch.nan_to_num(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
