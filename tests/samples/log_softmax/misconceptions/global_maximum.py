"""You subtract the maximum of the whole input. With the rows [0, 0] and [200, 0] the first row
becomes exp(-200) + exp(-200) = 0 in float32: log(0) is -inf, and softmax 0 / 0.

Each row needs a maximum of its own, so that each sum holds a term equal to 1: input.amax(dim,
keepdim=True).
"""
# verdict: wrong_answer
# fails: test_rows_of_different_size, test_gradients_of_large_numbers, test_empty_batch
# may fail: all

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.max().detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.max()).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.max()
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
