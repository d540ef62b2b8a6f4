"""You return the mean of KL(p‖q) and KL(q‖p), as a distance would be symmetric.

The KL divergence is no distance, and its asymmetry matters: it says which of the two is the
truth.
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


def _one_way(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)


def kl_divergence(p, q):
    return (_one_way(p, q) + _one_way(q, p)) / 2
