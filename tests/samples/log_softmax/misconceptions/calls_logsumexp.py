"""You call torch.special.logsumexp. It is what this kata asks you to write.

m + log(sum(exp(x - m))), with a finite m.
"""
# verdict: forbidden

import torch


def logsumexp(input, dim, keepdim=False):
    return torch.special.logsumexp(input, dim, keepdim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
