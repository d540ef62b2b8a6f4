"""Your divergence is the cross entropy. Their gradients with respect to q are the same, but the
divergence of p from itself is 0, and yours is H(p).

KL(p‖q) = H(p, q) - H(p): what expecting q costs beyond what p costs anyway.
"""
# verdict: wrong_answer
# fails: test_divergence_of_two_distributions, test_divergence_of_a_batch
# fails: test_divergence_with_zeros_in_p, test_divergence_from_itself

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    return cross_entropy(p, q)
