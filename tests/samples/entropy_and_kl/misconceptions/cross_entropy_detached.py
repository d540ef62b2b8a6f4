"""Your cross entropy runs under torch.no_grad(), so nothing reaches q in the backward pass.

q is the model's output here: the gradient -p / q is what trains it.
"""
# verdict: wrong_answer
# fails: test_gradient_of_cross_entropy

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


@torch.no_grad()
def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
