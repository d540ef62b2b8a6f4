"""You take the absolute value of each term, as a divergence is not negative. At p = [0.5, 0.5], q
= [0.9, 0.1] it is 1.0986, not 0.5108.

Single terms are negative where q > p; it is their sum that cannot be.
"""
# verdict: wrong_answer
# fails: test_divergence_of_two_distributions, test_divergence_of_a_batch
# fails: test_gradient_of_divergence, test_divergence_with_zeros_in_p

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).abs().sum(-1)
