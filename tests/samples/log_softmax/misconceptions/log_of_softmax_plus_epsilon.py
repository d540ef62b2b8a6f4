"""Your log_softmax is log(softmax(x) + 1e-12). At [0, -30] it gives -27.5, not -30, and it never
goes below -27.6, so an improbable entry gets no gradient.

The epsilon hides the log(0) and keeps the mistake: the probability had lost its value already.
Write (x - m) - log(sum(exp(x - m))), where nothing can be 0.
"""
# verdict: wrong_answer
# fails: test_log_softmax_along_rows, test_log_softmax_along_other_dimensions
# fails: test_gradient_of_log_softmax, test_log_softmax_of_large_numbers
# fails: test_log_softmax_of_improbable_entries, test_memory
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
    return (softmax(input, dim) + 1e-12).log()
