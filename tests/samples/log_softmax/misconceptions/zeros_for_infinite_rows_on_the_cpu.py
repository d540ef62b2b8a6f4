"""Where the maximum is infinite you subtract a 0 out of torch.zeros(top.shape), which lies on the
CPU whatever the device of the input is.

Operators do not mix devices. torch.where takes a number as it is, torch.where(finite, top, 0), and
torch.zeros_like(top) has the device of the maximum.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    zeros = torch.zeros(top.shape, dtype=top.dtype)
    top = torch.where(top.isfinite(), top, zeros)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
