"""Your entropy divides p by its sum first. On rows that do not add up to 1 the result is another
one than the formula's.

A function that repairs its input hides the mistake that made it. p is taken as it is.
"""
# verdict: wrong_answer
# fails: test_rows_that_do_not_add_up_to_one, test_gradient_of_entropy, test_entropy_with_zeros

import torch


def entropy(p):
    p = p / p.sum(-1, keepdim=True)
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
