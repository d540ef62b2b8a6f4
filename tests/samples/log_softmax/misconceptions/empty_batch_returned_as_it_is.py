"""Your logsumexp returns an empty input as it is, so (0, 3) stays (0, 3) where (0,) is right.

An empty batch loses dim like any other: the general code gives the right shape.
"""
# verdict: wrong_answer
# fails: test_empty_batch

import torch


def logsumexp(input, dim, keepdim=False):
    if input.numel() == 0:
        return input
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
