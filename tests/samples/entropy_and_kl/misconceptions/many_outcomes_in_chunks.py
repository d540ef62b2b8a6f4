"""The entropy of many outcomes is the mean of what chunks of 512 have of it.

An entropy is a sum over all outcomes: what chunks have of it adds up, and is not averaged.
Vocabularies have 100,000 outcomes.
"""
# verdict: wrong_answer
# fails: test_whatever_comes_together

import torch
from torch import Tensor


def entropy(p):
    return -torch.stack([torch.xlogy(b, b).sum(-1) for b in p.split(512, -1)]).mean(0)


def cross_entropy(p, q):
    return -torch.xlogy(p, q).sum(-1)


def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(-1)
