"""Your entropy flattens p with view, which torch refuses where the rows do not lie one behind the
other in memory, as in transposed or expanded p.

reshape copies where it must; sum(-1) needs neither.
"""
# verdict: runtime_error
# fails: test_non_contiguous_inputs

import torch


def entropy(p):
    rows = p.view(-1, p.size(-1))
    log_p = torch.where(rows > 0, rows, 1).log()
    return -(rows * log_p).sum(-1).view(p.shape[:-1])


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
