"""Style: written for one pair of vectors, and lifted over the other dimensions by vmap."""

import torch
from torch.func import vmap


def _cross_entropy(p, q):
    return -torch.where(p > 0, p * torch.where(p > 0, q, 1.0).log(), 0.0).sum()


def _entropy(p):
    return _cross_entropy(p, p)


def _kl_divergence(p, q):
    return _cross_entropy(p, q) - _entropy(p)


def _lifted(function, *inputs):
    for _ in range(inputs[0].dim() - 1):
        if inputs[0].numel() == 0:  # vmap refuses to go along nothing
            return inputs[0].sum(-1)
        function = vmap(function)
    return function(*inputs)


def entropy(p):
    return _lifted(_entropy, p)


def cross_entropy(p, q):
    return _lifted(_cross_entropy, p, q)


def kl_divergence(p, q):
    return _lifted(_kl_divergence, p, q)
