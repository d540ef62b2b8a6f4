"""You look by an if whether any maximum is infinite, and repair it only then. The answer must
travel to the CPU before the next operator can start.

torch.where on every call costs one small operator, and nobody waits for it.
"""
# verdict: accepted
# fails: test_without_waiting

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    if top.isinf().any():
        top = torch.where(top.isinf(), 0, top)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
