"""You let torch.distributions.Categorical compute the entropy. It is ready-made; and it clamps
probabilities, so that [1, 0] has an entropy of 1.2e-7.

-Σ p log p is one line.
"""
# verdict: forbidden

import torch


def entropy(p):
    return torch.distributions.Categorical(probs=p).entropy()


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
