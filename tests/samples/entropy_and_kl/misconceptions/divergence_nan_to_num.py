"""Your divergence removes nan from its sum, not from its terms. At p = [1, 0] the second term is
nan, so the sum is nan, and you return 0 whatever q is.

One nan makes the whole sum nan. Repair the term before adding up; or better, do not let the nan
come up: where p is 0, let log take a 1.
"""
# verdict: wrong_answer
# fails: test_divergence_with_zeros_in_p, test_divergence_from_the_impossible

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = p.log()
    log_q = q.log()
    total = (p * (log_p - log_q)).sum(-1)
    return torch.where(total.isnan(), 0, total)
