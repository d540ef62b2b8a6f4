"""Your log_softmax calls input.retain_grad(), which raises where the input does not require grad,
and so in every evaluation loop.

Do not touch the autograd flags of an argument.
"""
# verdict: runtime_error
# fails: test_log_softmax_along_rows, test_log_softmax_along_other_dimensions
# fails: test_log_softmax_of_large_numbers, test_log_softmax_of_improbable_entries

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
    input.retain_grad()
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
