"""Your divergence is KL(q‖p): you swap the arguments. At p = [0.5, 0.5], q = [0.9, 0.1] it is
0.3681, not 0.5108.

KL(p‖q) weights by its first argument. The other way round is a different objective: it avoids q's
mass where p has none (mode seeking), not the reverse.
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


def kl_divergence(q, p):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
