"""You subtract the row's mean. It handles a constant offset, but at [1e4, -1e4] the mean is 0 and
exp(1e4) is still inf; with a -inf in the row the mean is -inf and everything is nan.

Only the maximum leaves every exponent at or below 0, however far apart the numbers are.
"""
# verdict: wrong_answer
# fails: test_logsumexp_of_large_numbers, test_softmax_of_large_numbers
# fails: test_log_softmax_of_improbable_entries, test_gradients_of_large_numbers
# fails: test_masked_entries, test_float16

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.mean(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.mean(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.mean(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
