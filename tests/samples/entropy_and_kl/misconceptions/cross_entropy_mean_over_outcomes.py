"""Your cross entropy takes the mean over the outcomes in place of the sum, so it is too small by
the factor C.

p weights the terms already: Σ p log q is the average, over p.
"""
# verdict: wrong_answer
# fails: test_cross_entropy_of_two_distributions, test_cross_entropy_of_a_batch
# fails: test_gradient_of_cross_entropy, test_cross_entropy_with_zeros_in_p

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).mean(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
