"""Style: one stable logsumexp, the other two built on it: x - logsumexp(x), and its exponential."""

import torch
from torch import Tensor


def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    m = input.max(dim, keepdim=True).values
    m = m.masked_fill(m.isinf(), 0.0)
    out = m + torch.log(torch.sum(torch.exp(input - m), dim, keepdim=True))
    return out if keepdim else out.squeeze(dim)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    return input - logsumexp(input, dim, keepdim=True)


def softmax(input: Tensor, dim: int) -> Tensor:
    return log_softmax(input, dim).exp()
