"""Your entropy leaves out probabilities below 1e-8, as if they were 0. An outcome of 1e-10 adds
2.3e-9 nats, which float64 shows.

Only 0 itself has no logarithm: the condition is p > 0.
"""
# verdict: wrong_answer
# fails: test_small_probabilities

import torch


def entropy(p):
    log_p = torch.where(p > 1e-8, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
