"""Your divergence keeps the last dimension with size 1: (2, 3) gives (2, 1), not (2,).

The result has the shape of p without its last dimension.
"""
# verdict: wrong_answer
# fails: test_divergence_of_two_distributions, test_divergence_of_a_batch
# fails: test_gradient_of_divergence, test_divergence_with_zeros_in_p
# fails: test_divergence_from_the_impossible, test_divergence_from_itself

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
    return (p * (log_p - log_q)).sum(-1, keepdim=True)
