"""Your cross entropy is -Σ q log p: you swap the arguments. At p = [0.5, 0.5], q = [0.9, 0.1] it
is 0.6931, not 1.2040.

What happens is p, so p weights; what is expected is q, so q is in the logarithm.
"""
# verdict: wrong_answer
# fails: test_cross_entropy_of_two_distributions, test_cross_entropy_of_a_batch
# fails: test_gradient_of_cross_entropy, test_cross_entropy_with_zeros_in_p
# fails: test_cross_entropy_of_the_impossible

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(q, p):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
