"""Your cross entropy leaves out terms with p below 1e-6. They may be the largest of all: at p =
1e-9 with q = 0 the term is inf.

Only p = 0 makes a term vanish.
"""
# verdict: wrong_answer
# fails: test_small_probabilities, test_cross_entropy_of_the_impossible

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 1e-6, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
