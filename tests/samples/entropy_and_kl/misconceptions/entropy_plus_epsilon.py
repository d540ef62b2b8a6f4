"""Your entropy takes log(p + 1e-6), so that there is no log 0. Every value is off by about 1e-6
for each outcome.

The epsilon changes what is right to repair what is nan. Only terms with p = 0 need care, and
those are exactly 0.
"""
# verdict: wrong_answer
# fails: test_entropy_of_one_distribution, test_entropy_of_a_batch, test_gradient_of_entropy
# fails: test_entropy_with_zeros

import torch


def entropy(p):
    log_p = (p + 1e-6).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
