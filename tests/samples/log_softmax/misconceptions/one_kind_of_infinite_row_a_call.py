"""logsumexp mends rows of nothing but -inf, or rows with +inf, but not both in one call.

Rows have nothing to do with each other, so no if may ask about all of them. Replace every maximum
that is not finite, row by row, with torch.where.
"""
# verdict: wrong_answer
# fails: test_plus_infinity, test_without_waiting

import torch
from torch import Tensor


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    if (top == -torch.inf).any():
        top = top.masked_fill(top == -torch.inf, 0)
    elif (top == torch.inf).any():
        top = top.masked_fill(top == torch.inf, 0)
    out = (input - top).exp().sum(dim, keepdim=True).log() + top
    return out if keepdim else out.squeeze(dim)


def softmax(input: Tensor, dim: int) -> Tensor:
    e = (input - input.amax(dim, keepdim=True).detach()).exp()
    return e / e.sum(dim, keepdim=True)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    s = input - input.amax(dim, keepdim=True).detach()
    return s - s.exp().sum(dim, keepdim=True).log()
