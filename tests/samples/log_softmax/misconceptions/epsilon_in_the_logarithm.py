"""Your logsumexp is m + log(sum(exp(x - m)) + 1e-12). Every result is off by up to 1e-12, which
float64 shows, and a row of -inf gives -27.6.

After the shift the sum is at least 1: there is no log(0) to be afraid of. Where it is 0, all
numbers being -inf, -inf is the right answer.
"""
# verdict: wrong_answer
# fails: test_logsumexp_along_rows, test_logsumexp_along_other_dimensions, test_keepdim
# fails: test_gradient_of_logsumexp, test_logsumexp_of_large_numbers
# fails: test_nothing_but_minus_infinity, test_plus_infinity
# may fail: test_constant_offsets, test_sizes_of_one

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + ((input - top).exp().sum(dim, keepdim=True) + 1e-12).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
