"""Your entropy sums over all dimensions: a (2, 3) batch gives one number, not two.

One distribution lies along the last dimension: sum(-1).
"""
# verdict: wrong_answer
# fails: test_entropy_of_a_batch, test_rows_do_not_disturb_each_other, test_sizes_of_one
# fails: test_empty_batch, test_non_contiguous_inputs

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum()


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
