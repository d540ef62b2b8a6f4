"""Where p is 0 you put a one made by torch.ones(1), which is on the CPU whatever the device of p
is.

A tensor with a dimension does not mix with those of a GPU. torch.where takes the number 1 as it
is.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

import torch
from torch import Tensor


def entropy(p: Tensor) -> Tensor:
    return cross_entropy(p, p)


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    log_q = torch.where(p > 0, q, torch.ones(1, dtype=q.dtype)).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    return cross_entropy(p, q) - entropy(p)
