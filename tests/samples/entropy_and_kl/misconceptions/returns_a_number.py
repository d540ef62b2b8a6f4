"""Your entropy returns a Python number for a single distribution: .item() cuts it off from the
graph.

A tensor without dimensions is the result for a vector.
"""
# verdict: wrong_answer
# fails: test_entropy_of_one_distribution, test_gradient_of_entropy, test_entropy_with_zeros

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    result = -(p * log_p).sum(-1)
    return result.item() if result.dim() == 0 else result


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
