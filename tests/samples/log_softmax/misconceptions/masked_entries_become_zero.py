"""Your softmax replaces infinities by 0 before exp. A masked entry, -inf, then counts as a score
of 0 and gets a probability.

exp(-inf) is exactly 0, which is what a mask is for: leave it in.
"""
# verdict: wrong_answer
# fails: test_masked_entries

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    input = input.masked_fill(input.isinf(), 0)
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
