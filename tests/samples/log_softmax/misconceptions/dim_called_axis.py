"""Your functions call their second parameter axis. Called with dim=1, as torch's are, they raise
a TypeError.

The names of parameters are part of the contract: dim.
"""
# verdict: runtime_error
# fails: all

import torch


def logsumexp(input, axis, keepdim=False):
    top = input.amax(axis, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(axis, keepdim=True).log()
    return result if keepdim else result.squeeze(axis)


def softmax(input, axis):
    exps = (input - input.amax(axis, keepdim=True)).exp()
    return exps / exps.sum(axis, keepdim=True)


def log_softmax(input, axis):
    shifted = input - input.amax(axis, keepdim=True)
    return shifted - shifted.exp().sum(axis, keepdim=True).log()
