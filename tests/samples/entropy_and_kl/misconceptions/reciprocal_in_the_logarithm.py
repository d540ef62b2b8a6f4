"""Your cross entropy takes log(1 / q). With q = 1e-45, the smallest float32, 1 / q overflows to
inf, and so does the result.

-log q is the same number, and never larger than 104.
"""
# verdict: wrong_answer
# fails: test_smallest_probabilities, test_float16, test_many_terms

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    surprise = torch.where(p > 0, 1 / q, 1).log()
    return (p * surprise).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
