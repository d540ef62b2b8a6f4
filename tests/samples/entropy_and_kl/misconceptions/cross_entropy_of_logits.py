"""Your cross entropy takes q for logits, as torch's cross_entropy does, and applies a
log_softmax. Here q holds probabilities.

A softmax of probabilities is nearly uniform. torch takes logits because their log_softmax is more
accurate, not because the cross entropy is another.
"""
# verdict: wrong_answer
# fails: test_cross_entropy_of_two_distributions, test_cross_entropy_of_a_batch
# fails: test_gradient_of_cross_entropy, test_cross_entropy_with_zeros_in_p
# fails: test_cross_entropy_of_the_impossible

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = q.log_softmax(-1)
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
