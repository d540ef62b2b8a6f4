"""You call the tensor's own method, input.softmax(dim). It is the ready-made function in another
spelling.

exp(x - m) / sum(exp(x - m)), from amax, exp and sum.
"""
# verdict: forbidden

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    return input.softmax(dim)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
