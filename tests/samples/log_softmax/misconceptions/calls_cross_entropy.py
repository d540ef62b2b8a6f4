"""You get log-probabilities out of a ready-made loss: the cross entropy of a class is the
negative of its log_softmax.

Losses are forbidden in every kata; and this one calls it n times. Write (x - m) - log(sum(exp(x -
m))).
"""
# verdict: forbidden

import torch
import torch.nn.functional as F


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    rows = input.movedim(dim, -1)
    flat = rows.reshape(-1, rows.size(-1))
    index = torch.arange(flat.size(0))
    losses = [F.cross_entropy(flat, index * 0 + c, reduction="none") for c in range(flat.size(1))]
    return -torch.stack(losses, -1).reshape(rows.shape).movedim(-1, dim)
