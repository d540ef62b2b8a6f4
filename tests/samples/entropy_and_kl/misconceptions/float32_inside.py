"""Your entropy computes in float32 and converts back, so float64 input comes out with 7 digits in
place of 16.

Compute in the input's dtype, or in a wider one.
"""
# verdict: wrong_answer
# fails: test_entropy_of_one_distribution, test_entropy_of_a_batch, test_gradient_of_entropy
# fails: test_entropy_with_zeros, test_bfloat16, test_float16, test_many_terms

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).float().log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
