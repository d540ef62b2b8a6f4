"""You copy p and q, and every step of the computation, to be sure that nothing is changed.

Only operators that end in an underscore change anything, so the copies protect nothing, and
each is as large as the input.
"""
# verdict: accepted
# fails: test_memory

import torch
from torch import Tensor


def entropy(p: Tensor) -> Tensor:
    return cross_entropy(p, p)


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    log_q = torch.where(p > 0, q, 1).log()
    shares, logs = p.clone(), log_q.clone()
    both = torch.stack([shares, logs])
    product = both[0].clone() * both[1].clone()
    again = torch.stack([product, product.clone()])
    return -again[1].clone().sum(-1)


def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    return cross_entropy(p, q) - entropy(p)
