"""Your logsumexp takes care of the maximum -inf, not of +inf: at [inf, 0] it gives inf - inf =
nan.

isfinite covers both, and exp(inf) = inf, log(inf) = inf then give the right answer.
"""
# verdict: wrong_answer
# fails: test_plus_infinity

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top == -torch.inf, 0, top)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
