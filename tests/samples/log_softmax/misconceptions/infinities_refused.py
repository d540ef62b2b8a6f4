"""Your softmax raises on infinite input. -inf is the usual way to mask an entry, and softmax of
it is well defined: 0.

Refuse only what has no answer.
"""
# verdict: runtime_error
# fails: test_masked_entries, test_without_waiting

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    if not input.isfinite().all():
        raise ValueError("softmax needs finite numbers")
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
