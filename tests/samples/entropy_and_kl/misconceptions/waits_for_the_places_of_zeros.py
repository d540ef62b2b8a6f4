"""You find the places where p is 0 by nonzero, and put ones there.

nonzero has as many rows as there are zeros, which the CPU must know to go on, so it waits for the
GPU. torch.where chooses at a fixed shape.
"""
# verdict: accepted
# fails: test_without_waiting

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    zeros = (p == 0).nonzero(as_tuple=True)
    log_p = p.index_put(zeros, p.new_ones(1)).log()
    log_q = q.index_put(zeros, q.new_ones(1)).log()
    return (p * (log_p - log_q)).sum(-1)
