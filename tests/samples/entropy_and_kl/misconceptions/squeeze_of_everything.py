"""Your entropy ends in squeeze(), which drops every dimension of size 1: a batch of one, (1, 3),
gives a scalar, not (1,).

sum(-1) has dropped the one dimension that must go.
"""
# verdict: wrong_answer
# fails: test_sizes_of_one

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1).squeeze()


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
