"""Style: the maximum's own term is 1, so log s = log1p(the sum of all other terms)."""

import torch


def normalise(x, dim):
    """The finite shift m, x - m, and log of the sum of exp(x - m)."""
    m, where = x.max(dim, keepdim=True)
    hopeless = m.isinf()
    m = m.masked_fill(hopeless, 0)
    shifted = x - m
    others = shifted.exp().scatter(dim, where, 0).sum(dim, keepdim=True)
    own = shifted.gather(dim, where)  # 0, but for infinities
    return m, shifted, own + torch.log1p(others)


def logsumexp(input, dim, keepdim=False):
    m, _, log_s = normalise(input, dim)
    return m + log_s if keepdim else (m + log_s).squeeze(dim)


def softmax(input, dim):
    _, shifted, log_s = normalise(input, dim)
    return (shifted - log_s).exp()


def log_softmax(input, dim):
    _, shifted, log_s = normalise(input, dim)
    return shifted - log_s
