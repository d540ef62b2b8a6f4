"""Your logsumexp ends in squeeze() without a dimension, which drops every dimension of size 1: a
batch of one, (1, 3), becomes a scalar and not (1,).

squeeze(dim) drops the one dimension that was summed.
"""
# verdict: wrong_answer
# fails: test_logsumexp_along_other_dimensions, test_gradients_along_other_dimensions
# fails: test_sizes_of_one

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze()


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
