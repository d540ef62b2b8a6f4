"""Style: the maximum is clamped into the finite range, so infinities need no case of their own."""

import torch


def _top(x, dim):
    limits = torch.finfo(x.dtype)
    return x.detach().amax(dim, keepdim=True).clamp(min=limits.min, max=limits.max)


def logsumexp(input, dim, keepdim=False):
    top = _top(input, dim)
    total = (input - top).exp().sum(dim, keepdim=keepdim)
    return total.log() + (top if keepdim else top.squeeze(dim))


def softmax(input, dim):
    weights = (input - _top(input, dim)).exp()
    return weights / weights.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - _top(input, dim)
    return shifted.sub(shifted.exp().sum(dim, keepdim=True).log())
