"""Your cross entropy writes ones into q.data where p is 0. The result is right, but the caller's
q has changed, behind autograd's back.

.data switches off the protection, not the effect. torch.where makes a new tensor.
"""
# verdict: wrong_answer
# fails: test_inputs_are_left_alone, test_without_gradients

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    q.data[p == 0] = 1
    log_q = q.log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
