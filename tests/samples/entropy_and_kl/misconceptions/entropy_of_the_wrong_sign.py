"""Your entropy is Σ p log p, without the minus. log p is never positive, so yours is never
positive.

The surprise of an outcome is -log p.
"""
# verdict: wrong_answer
# fails: test_entropy_of_one_distribution, test_entropy_of_a_batch, test_gradient_of_entropy
# fails: test_entropy_with_zeros

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return (p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
