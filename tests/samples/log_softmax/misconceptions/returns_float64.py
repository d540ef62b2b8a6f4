"""Your log_softmax computes in float64, which is fine, and returns float64 whatever came in,
which is not: the layers that follow expect the input's dtype.

Convert back at the end: .to(input.dtype).
"""
# verdict: wrong_answer
# fails: test_dtype_and_device_follow_the_input

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
    input = input.double()
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
