"""Your logsumexp drops the dimension also with keepdim=True. Then input - logsumexp(input, dim,
keepdim=True) does not broadcast as its caller expects.

With keepdim=True the result has size 1 at dim; squeeze it only where keepdim is False.
"""
# verdict: wrong_answer
# fails: test_keepdim

import torch


def logsumexp(input, dim, keepdim=False):
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
