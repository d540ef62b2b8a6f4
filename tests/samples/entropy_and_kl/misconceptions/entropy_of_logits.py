"""Your entropy takes its argument for logits and applies a softmax first. The argument holds
probabilities already.

Read the scale off the name: p is a probability, logits or log_p are not.
"""
# verdict: wrong_answer
# fails: test_entropy_of_one_distribution, test_entropy_of_a_batch, test_gradient_of_entropy
# fails: test_entropy_with_zeros

import torch


def entropy(p):
    p = p.softmax(-1)
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
