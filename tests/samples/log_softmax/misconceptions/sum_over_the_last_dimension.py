"""Your softmax divides by a sum over the last dimension, whatever dim says. Along dim 0 the
columns then do not add up to 1.

The numbers that must add up to 1 are those along dim, so that is what the sum goes along.
"""
# verdict: wrong_answer
# fails: test_softmax_along_other_dimensions, test_negative_dimensions
# fails: test_gradients_along_other_dimensions, test_sizes_of_one, test_non_contiguous_inputs

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(-1, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
