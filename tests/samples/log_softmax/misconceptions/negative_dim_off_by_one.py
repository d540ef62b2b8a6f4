"""Your logsumexp turns a negative dim into dim + input.dim() - 1: the last dimension, -1, becomes
the one before it.

-1 is the last of input.dim() dimensions, so it is dim + input.dim().
"""
# verdict: wrong_answer
# fails: test_negative_dimensions

import torch


def logsumexp(input, dim, keepdim=False):
    if dim < 0:
        dim = max(dim + input.dim() - 1, 0)
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
