"""You subtract the row's first entry. At [0, 300, 1000] the exponents are 0, 300 and 1000, and
exp(300) is inf in float32; where the first entry is -inf, all is nan.

The shift must be the largest entry, not just one of them.
"""
# verdict: wrong_answer
# fails: test_logsumexp_of_large_numbers, test_softmax_of_large_numbers
# fails: test_log_softmax_of_improbable_entries, test_masked_entries

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.narrow(dim, 0, 1).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.narrow(dim, 0, 1)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.narrow(dim, 0, 1)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
