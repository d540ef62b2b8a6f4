"""Style: written for one vector, and lifted over all other dimensions by torch.func.vmap."""

import torch
from torch.func import vmap


def vector_logsumexp(x):
    m = x.max()
    m = torch.where(m.isfinite(), m, 0.0)
    return m + (x - m).exp().sum().log()


def vector_softmax(x):
    e = (x - x.max()).exp()
    return e / e.sum()


def vector_log_softmax(x):
    z = x - x.max()
    return z - z.exp().sum().log()


def over_rows(function, input, dim):
    moved = input.movedim(dim, -1)
    if moved[..., 0].numel() == 0:  # vmap does not take a batch of nothing
        return moved
    rows = vmap(function)(moved.reshape(-1, moved.shape[-1]))
    return rows.reshape(moved.shape[:-1] + rows.shape[1:])


def logsumexp(input, dim, keepdim=False):
    moved = input.movedim(dim, -1)
    if moved[..., 0].numel() == 0:
        result = moved[..., 0]
    else:
        result = over_rows(vector_logsumexp, input, dim)
    return result.unsqueeze(dim) if keepdim else result


def softmax(input, dim):
    return over_rows(vector_softmax, input, dim).movedim(-1, dim)


def log_softmax(input, dim):
    return over_rows(vector_log_softmax, input, dim).movedim(-1, dim)
