"""Your divergence detaches q and not p. Then a model that gives q is not trained at all.

The constant of the two is p, the truth or the teacher; the gradient with respect to q is -p / q.
"""
# verdict: wrong_answer
# fails: test_gradient_of_divergence

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log().detach()
    return (p * (log_p - log_q)).sum(-1)
