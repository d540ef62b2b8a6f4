"""Your logsumexp takes exp of the numbers as they are. In float32 exp(100) is inf, and so is the
result, where 100 is right; at [-200, -200] both terms are 0 and log(0) is -inf.

Subtract the row's maximum inside and add it outside: m + log(sum(exp(x - m))). No exponent is
then positive, and one is 0, so the sum is at least 1.
"""
# verdict: wrong_answer
# fails: test_logsumexp_of_large_numbers, test_logsumexp_of_very_negative_numbers
# fails: test_rows_of_different_size, test_constant_offsets, test_gradients_of_large_numbers
# may fail: test_sizes_of_one

import torch


def logsumexp(input, dim, keepdim=False):
    result = input.exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
