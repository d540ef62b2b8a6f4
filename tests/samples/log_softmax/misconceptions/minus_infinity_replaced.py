"""You replace -inf by -1e9 first, to be safe from nan. log_softmax is then -1e9 where -inf is
right, and a row that is masked throughout gets a logsumexp of -1e9.

-inf is a number like others here: exp(-inf) is exactly 0. Only inf - inf needs care, where the
maximum itself is infinite.
"""
# verdict: wrong_answer
# fails: test_masked_entries, test_nothing_but_minus_infinity, test_float16, test_many_terms

import torch


def logsumexp(input, dim, keepdim=False):
    input = input.clamp_min(-1e9)
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    input = input.clamp_min(-1e9)
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
