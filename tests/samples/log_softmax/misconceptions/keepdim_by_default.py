"""Your logsumexp keeps the dimension unless told otherwise: the default of keepdim is True.

A drop-in for torch.logsumexp has its defaults too: keepdim=False.
"""
# verdict: wrong_answer
# fails: test_logsumexp_along_rows, test_logsumexp_along_other_dimensions
# fails: test_gradient_of_logsumexp, test_logsumexp_of_large_numbers
# fails: test_logsumexp_of_very_negative_numbers, test_nothing_but_minus_infinity
# fails: test_plus_infinity

import torch


def logsumexp(input, dim, keepdim=True):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
