"""You clamp the input to at most 80 before exp, so that nothing overflows: logsumexp([100, 0]) is
80 then, not 100.

Clamping changes the answer, and its gradient is 0. Subtract the maximum: that moves the numbers
into range without changing the result.
"""
# verdict: wrong_answer
# fails: test_logsumexp_of_large_numbers, test_logsumexp_of_very_negative_numbers
# fails: test_rows_of_different_size, test_constant_offsets, test_gradients_of_large_numbers
# fails: test_plus_infinity
# may fail: test_sizes_of_one

import torch


def logsumexp(input, dim, keepdim=False):
    result = input.clamp(max=80).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
