"""Your logsumexp keeps the dimension always: for a (2, 3) input and dim=1 the result is (2, 1),
not (2,).

keepdim is False unless the caller says otherwise; result.squeeze(dim) then drops it.
"""
# verdict: wrong_answer
# fails: test_logsumexp_along_rows, test_logsumexp_along_other_dimensions, test_keepdim
# fails: test_gradient_of_logsumexp, test_logsumexp_of_large_numbers
# fails: test_logsumexp_of_very_negative_numbers, test_nothing_but_minus_infinity
# fails: test_plus_infinity

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
