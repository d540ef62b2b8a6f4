"""16-bit probabilities are clamped to 1e-10 after they were cast up, so that what q rules out
costs 23 nats instead of inf.

A probability of 0 means the same in every dtype. Cast up, and apply the formula as it stands.
"""
# verdict: wrong_answer
# fails: test_bfloat16, test_float16

import torch
from torch import Tensor


def _up(t):
    return t.float().clamp_min(1e-10) if t.dtype in (torch.float16, torch.bfloat16) else t


def entropy(p: Tensor) -> Tensor:
    return -torch.xlogy(p, p).sum(-1)


def cross_entropy(p, q):
    return -(torch.xlogy(p.to(_up(q).dtype), _up(q))).sum(-1).to(p.dtype)


def kl_divergence(p, q):
    w = _up(q).dtype
    return (torch.xlogy(p.to(w), p.to(w)) - torch.xlogy(p.to(w), _up(q))).sum(-1).to(p.dtype)
