"""Your entropy detaches the logarithm, so its gradient is -log p, not -(log p + 1).

p is in both factors of p log p, and both have a share in the derivative. On the simplex the 1
makes no difference, as the p add up to 1; to the caller who differentiates further down, it does.
"""
# verdict: wrong_answer
# fails: test_gradient_of_entropy

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log().detach()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
