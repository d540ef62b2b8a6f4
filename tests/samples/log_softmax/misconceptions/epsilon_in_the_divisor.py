"""Your softmax divides by sum + 1e-8, so the probabilities add up to a little less than 1, which
float64 shows.

After the maximum is subtracted, the sum is at least 1. It needs no epsilon.
"""
# verdict: wrong_answer
# fails: test_softmax_along_rows, test_softmax_along_other_dimensions, test_gradient_of_softmax
# fails: test_softmax_of_large_numbers
# may fail: test_constant_offsets, test_sizes_of_one

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / (exps.sum(dim, keepdim=True) + 1e-8)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
