"""Your cross entropy leaves out the terms where q is 0. At p = [0.5, 0.5], q = [1, 0] it is 0
where inf is right: the worst mistake of q costs it nothing.

It is p that decides which terms count. Where p > 0 and q = 0 the term is inf.
"""
# verdict: wrong_answer
# fails: test_cross_entropy_of_the_impossible

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(q > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
