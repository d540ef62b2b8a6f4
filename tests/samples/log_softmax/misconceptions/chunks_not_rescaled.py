"""logsumexp of long rows adds up the sums of chunks of 1024 that were each taken relative to their
own maximum, without bringing them to a common one.

exp(x - m1) and exp(x - m2) are in different units. When the maximum moves from m to m', multiply
the running sum by exp(m - m').
"""
# verdict: wrong_answer
# fails: test_whatever_comes_together

import torch
from torch import Tensor


def logsumexp(input, dim, keepdim=False):
    m = s = None
    for block in input.split(1024, dim):
        top = block.amax(dim, keepdim=True).detach()
        top = torch.where(top.isfinite(), top, torch.zeros_like(top))
        part = (block - top).exp().sum(dim, keepdim=True)
        if m is None:
            m, s = top, part
        else:
            new = torch.maximum(m, top)
            s = s + part          # forgot to rescale both
            m = new
    out = m + s.log()
    return out if keepdim else out.squeeze(dim)


def softmax(input: Tensor, dim: int) -> Tensor:
    e = (input - input.amax(dim, keepdim=True).detach()).exp()
    return e / e.sum(dim, keepdim=True)


def log_softmax(input, dim):
    m = input.amax(dim, keepdim=True).detach()
    z = input - m
    return z - z.exp().sum(dim, keepdim=True).log()
