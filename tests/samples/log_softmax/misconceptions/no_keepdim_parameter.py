"""Your logsumexp takes no keepdim, so it cannot stand in for torch.logsumexp.

The signature is part of the contract: logsumexp(input, dim, keepdim=False).
"""
# verdict: invalid

import torch


def logsumexp(input, dim):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
