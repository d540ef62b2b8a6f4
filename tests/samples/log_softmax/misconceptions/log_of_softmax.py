"""Your log_softmax is log(softmax(x)). At [0, -200] the second probability is e^-200, which
float32 rounds to 0, so you return -inf where -200 is right; the gradient there is nan.

Never leave log space: x_i - m is known exactly before any exp, and (x_i - m) - log(sum(exp(x -
m))) keeps it.
"""
# verdict: wrong_answer
# fails: test_log_softmax_of_improbable_entries, test_gradients_of_large_numbers
# fails: test_masked_entries, test_memory
# may fail: test_constant_offsets, test_sizes_of_one

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
    return softmax(input, dim).log()
