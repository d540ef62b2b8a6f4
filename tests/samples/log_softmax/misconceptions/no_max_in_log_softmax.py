"""Your log_softmax is x - log(sum(exp(x))). At [100, 99] the sum overflows in float32 and every
log-probability is -inf; at [-200, -201] it underflows and they are +inf.

Subtract the row's maximum from x first: it drops out of x - log(sum(exp(x))), and the sum stays
between 1 and n.
"""
# verdict: wrong_answer
# fails: test_log_softmax_of_large_numbers, test_log_softmax_of_improbable_entries
# fails: test_rows_of_different_size, test_constant_offsets, test_gradients_of_large_numbers
# may fail: test_sizes_of_one

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
    shifted = input
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
