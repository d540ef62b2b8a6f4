"""You call torch.log_softmax. It is what this kata asks you to write.

(x - m) - log(sum(exp(x - m))), from amax, exp, sum and log.
"""
# verdict: forbidden

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    return torch.log_softmax(input, dim)
