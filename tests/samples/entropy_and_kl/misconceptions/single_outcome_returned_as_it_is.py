"""Your entropy returns p itself where there is a single outcome. What is certain has entropy 0,
not 1.

-1 log 1 = 0: the general formula needs no exception.
"""
# verdict: wrong_answer
# fails: test_sizes_of_one, test_rows_that_do_not_add_up_to_one

import torch


def entropy(p):
    if p.size(-1) == 1:
        return p.squeeze(-1)
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
