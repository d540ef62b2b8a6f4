"""Your log_softmax checks input.max() for nan first, which raises on an empty batch.

An empty batch is the last batch of a filtered data set: the result is empty, not an error.
isnan().any() takes it.
"""
# verdict: runtime_error
# fails: test_empty_batch, test_without_waiting

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
    if input.max().isnan():
        raise ValueError("nan in the input")
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
