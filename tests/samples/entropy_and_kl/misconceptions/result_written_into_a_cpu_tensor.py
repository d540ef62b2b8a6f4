"""You make the result with torch.empty, without a device, and write the sums into it. Copying goes
from any device to any other, so nothing raises, and the entropy of a GPU's tensor is on the CPU.

The sum is a new tensor already, of the right shape and on the right device: return it.
"""
# verdict: wrong_answer
# fails: test_on_an_accelerator, test_without_waiting

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    result = torch.empty(p.shape[:-1], dtype=p.dtype)
    result[...] = -(p * log_p).sum(-1)
    return result


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
