"""Your cross entropy takes log(q + 1e-12). At p = [0.5, 0.5], q = [1, 0] it is 13.8 where inf is
right, and it is off elsewhere as well.

q = 0 where p > 0 says that the impossible happens: inf is the answer, and no number is large
enough.
"""
# verdict: wrong_answer
# fails: test_cross_entropy_of_two_distributions, test_cross_entropy_of_a_batch
# fails: test_gradient_of_cross_entropy, test_cross_entropy_with_zeros_in_p
# fails: test_cross_entropy_of_the_impossible, test_float16

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = (q + 1e-12).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
