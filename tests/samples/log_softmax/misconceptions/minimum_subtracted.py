"""You subtract the row's minimum. The exponents are then positive: at [1e4, -1e4] you take
exp(20000), which is inf.

Any shift is right on paper; only the maximum leaves every exponent at or below 0.
"""
# verdict: wrong_answer
# fails: test_logsumexp_of_large_numbers, test_softmax_of_large_numbers
# fails: test_log_softmax_of_improbable_entries, test_gradients_of_large_numbers
# fails: test_masked_entries

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amin(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amin(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amin(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
