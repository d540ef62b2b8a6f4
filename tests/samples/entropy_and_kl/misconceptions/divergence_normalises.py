"""Your divergence divides p and q by their sums first. On rows that do not add up to 1 the result
is another one than the formula's.

A function that repairs its input hides the mistake that made it. p and q are taken as they are.
"""
# verdict: wrong_answer
# fails: test_rows_that_do_not_add_up_to_one, test_gradient_of_divergence
# fails: test_divergence_with_zeros_in_p

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    p, q = p / p.sum(-1, keepdim=True), q / q.sum(-1, keepdim=True)
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
