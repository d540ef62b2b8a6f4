"""Your softmax is not written yet.

exp(x - m) / sum(exp(x - m)), with the row's maximum for m and keepdim=True for both.
"""
# verdict: incomplete
# fails: test_softmax_along_rows, test_softmax_along_other_dimensions, test_gradient_of_softmax
# fails: test_softmax_of_large_numbers

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    raise NotImplementedError


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
