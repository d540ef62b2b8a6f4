"""Your divergence takes log(p / q). With q = 1e-45, the smallest float32, p / q overflows to inf,
and so does the result, where 51.6 or so is right.

log p - log q is the same number, and neither logarithm is ever larger than 104.
"""
# verdict: wrong_answer
# fails: test_smallest_probabilities, test_float16

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    p_over_q = torch.where(p > 0, p / q, 1)
    return (p * p_over_q.log()).sum(-1)
