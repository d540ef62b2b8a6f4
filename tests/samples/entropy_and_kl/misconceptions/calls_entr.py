"""You call torch.special.entr, which is -p log p with its zeros taken care of. It is what this
kata asks you to write.

-(p * torch.where(p > 0, p, 1).log()).sum(-1) needs nothing ready-made.
"""
# verdict: forbidden

import torch


def entropy(p):
    return torch.special.entr(p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
