"""Your divergence computes in float64, which is fine, and returns float64 whatever came in, which
is not.

Convert back at the end: .to(p.dtype).
"""
# verdict: wrong_answer
# fails: test_dtype_and_device_follow_the_input

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    p, q = p.double(), q.double()
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
