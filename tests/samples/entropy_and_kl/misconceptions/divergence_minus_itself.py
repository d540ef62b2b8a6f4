"""Your divergence is H(p) - H(p, q), so it is never positive.

The cross entropy is the larger of the two (Gibbs): KL(p‖q) = H(p, q) - H(p).
"""
# verdict: wrong_answer
# fails: test_divergence_of_two_distributions, test_divergence_of_a_batch
# fails: test_gradient_of_divergence, test_divergence_with_zeros_in_p
# fails: test_divergence_from_the_impossible

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    return entropy(p) - cross_entropy(p, q)
