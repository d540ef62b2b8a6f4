"""Style: everything is computed in float64 and rounded once, at the end."""

import torch


def logsumexp(input, dim, keepdim=False):
    x = input.to(torch.float64)
    m = x.amax(dim, keepdim=True).clamp(-1e300, 1e300)  # finite, so that inf - m is no nan
    out = m + (x - m).exp().sum(dim, keepdim=True).log()
    out = out if keepdim else out.squeeze(dim)
    return out.to(input.dtype)


def softmax(input, dim):
    x = input.double()
    e = torch.exp(x - x.amax(dim, keepdim=True))
    return (e / e.sum(dim, keepdim=True)).to(input.dtype)


def log_softmax(input, dim):
    x = input.double()
    x = x - x.amax(dim, keepdim=True)
    return (x - x.exp().sum(dim, keepdim=True).log()).type_as(input)
