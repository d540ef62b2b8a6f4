"""Your log_softmax ends in nan_to_num, which turns the -inf of a masked entry into -3.4e38. The
probability of a masked entry is exactly 0, and its logarithm is -inf.

Whoever multiplies by it must take care of 0 * inf; a made-up number only moves that out of sight.
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
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return torch.nan_to_num(shifted - shifted.exp().sum(dim, keepdim=True).log())
