"""Your logsumexp subtracts the maximum also where it is infinite. A row of -inf has the maximum
-inf, and -inf - (-inf) is nan; [inf, 0] fails in the same way.

Such rows are met: a padded sequence masks all of its keys. Where m is not finite subtract 0:
exp(-inf) = 0 and log(0) = -inf is the answer.
"""
# verdict: wrong_answer
# fails: test_nothing_but_minus_infinity, test_plus_infinity

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
