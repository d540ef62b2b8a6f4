"""Your cross entropy clamps q to at least 1e-12. At p = [0.5, 0.5], q = [1, 0] it is 13.8 where
inf is right; and a q of 1e-30 counts as 1e-12.

A clamp is a decision about training, to be made by the caller in the open. The quantity itself is
inf there.
"""
# verdict: wrong_answer
# fails: test_small_probabilities, test_smallest_probabilities
# fails: test_cross_entropy_of_the_impossible, test_float16

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = q.clamp_min(1e-12).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
