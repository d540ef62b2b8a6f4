"""Your logsumexp is log(sum(exp(x - m))): the maximum that was taken out is never put back. At
[1, 1] you give 0.6931, not 1.6931.

exp(x) = exp(m) exp(x - m), so log(sum(exp(x))) = m + log(sum(exp(x - m))).
"""
# verdict: wrong_answer
# fails: test_logsumexp_along_rows, test_logsumexp_along_other_dimensions, test_keepdim
# fails: test_logsumexp_of_large_numbers, test_logsumexp_of_very_negative_numbers
# fails: test_nothing_but_minus_infinity, test_plus_infinity

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
