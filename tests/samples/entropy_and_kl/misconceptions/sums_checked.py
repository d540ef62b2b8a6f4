"""Your cross entropy raises where q does not add up to 1. The contract takes q as it is; and an
exact test fails already on rounded probabilities.

Check in the caller, with a tolerance, if at all.
"""
# verdict: runtime_error
# fails: test_rows_that_do_not_add_up_to_one, test_small_probabilities

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    if not torch.allclose(q.sum(-1), torch.ones_like(q.sum(-1))):
        raise ValueError("q does not add up to 1")
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
