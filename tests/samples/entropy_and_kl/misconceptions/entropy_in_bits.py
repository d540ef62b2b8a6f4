"""Your entropy uses log2: a fair coin has 1 bit, but 0.6931 nats are asked for.

Losses are in nats, as the gradient of log is simplest there. A bit is log 2 nats.
"""
# verdict: wrong_answer
# fails: test_entropy_of_one_distribution, test_entropy_of_a_batch, test_gradient_of_entropy
# fails: test_entropy_with_zeros

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log2()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
