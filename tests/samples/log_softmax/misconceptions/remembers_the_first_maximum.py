"""Your softmax keeps the maximum of its first call and subtracts it ever after. On small numbers
nothing is noticed, as any shift is right; on large ones exp overflows or all of the row
underflows.

What depends on the input must be computed from this input.
"""
# verdict: wrong_answer
# fails: test_softmax_of_large_numbers, test_rows_of_different_size, test_constant_offsets
# fails: test_gradients_of_large_numbers
# may fail: test_many_terms

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


TOP = []


def softmax(input, dim):
    if not TOP:
        TOP.append(float(input.max()))
    exps = (input - TOP[0]).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
