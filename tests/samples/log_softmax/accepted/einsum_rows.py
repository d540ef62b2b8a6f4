"""Style: the dimension is swapped to the end, sums are einsums, the maximum comes from sort."""

import torch


def top_of(x):
    """The last dimension's maximum, kept; 0 where it is infinite."""
    top = x.sort(-1).values[..., -1:]
    return torch.where(top.isinf(), 0, top)


def total_of(e):
    return torch.einsum("...n,n->...", e, e.new_ones(e.shape[-1]))


def logsumexp(input, dim, keepdim=False):
    x = input.transpose(dim, -1)
    top = top_of(x)
    lse = (top + total_of((x - top).exp()).unsqueeze(-1).log()).transpose(dim, -1)
    return lse if keepdim else lse.squeeze(dim)


def softmax(input, dim):
    x = input.transpose(dim, -1)
    e = (x - top_of(x)).exp()
    return (e / total_of(e)[..., None]).transpose(dim, -1)


def log_softmax(input, dim):
    x = input.transpose(dim, -1)
    x = x - top_of(x)
    return (x - total_of(x.exp()).log()[..., None]).transpose(dim, -1)
