"""Your cross entropy uses log2, so it is too large by 1 / log 2 = 1.4427.

The natural logarithm is asked for; with another base KL = H(p, q) - H(p) no longer fits the
entropy.
"""
# verdict: wrong_answer
# fails: test_cross_entropy_of_two_distributions, test_cross_entropy_of_a_batch
# fails: test_gradient_of_cross_entropy, test_cross_entropy_with_zeros_in_p

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log2()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
