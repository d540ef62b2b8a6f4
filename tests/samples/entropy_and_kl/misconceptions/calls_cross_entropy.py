"""You call torch's cross_entropy with log q for logits. A loss is ready-made here, and it shifts
and normalises what it is given.

-(p * log q).sum(-1), with a safe argument for the logarithm where p is 0.
"""
# verdict: forbidden

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    classes_second = q.log().movedim(-1, min(1, q.dim() - 1))
    target = p.movedim(-1, min(1, q.dim() - 1))
    return torch.nn.functional.cross_entropy(classes_second, target, reduction="none")


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
