"""Your logsumexp takes care of the maximum +inf, not of -inf: at [-inf, -inf] it gives nan.

isfinite covers both. The row of nothing but -inf is the one that is met in practice, fully
masked.
"""
# verdict: wrong_answer
# fails: test_nothing_but_minus_infinity

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top == torch.inf, 0, top)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
