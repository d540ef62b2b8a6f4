"""Your entropy replaces the zeros of p by ones in place, so the caller's probabilities are
changed; and where p requires grad, torch refuses.

Leave arguments alone: torch.where and masked_fill, without the underscore, make a new tensor.
"""
# verdict: wrong_answer
# fails: test_gradient_of_entropy, test_inputs_are_left_alone, test_without_gradients

import torch


def entropy(p):
    zero = p == 0
    log_p = p.masked_fill_(zero, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
