"""Your logsumexp takes the mean of the exponentials, so it is too small by log(n): at [0, 0] you
give 0, not log(2) = 0.6931.

It is the logarithm of a sum. log-mean-exp is another function, useful for averaging likelihoods.
"""
# verdict: wrong_answer
# fails: test_logsumexp_along_rows, test_logsumexp_along_other_dimensions, test_keepdim
# fails: test_logsumexp_of_large_numbers, test_logsumexp_of_very_negative_numbers
# fails: test_nothing_but_minus_infinity, test_plus_infinity

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().mean(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
