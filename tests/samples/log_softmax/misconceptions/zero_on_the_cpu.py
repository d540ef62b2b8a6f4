"""Where the maximum is infinite you put torch.zeros(1), which is on the CPU whatever the device of
the input is.

A tensor with a dimension does not mix with those of a GPU. torch.where takes the number 0 as it
is.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

import torch
from torch import Tensor


def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, torch.zeros(1, dtype=top.dtype))
    total = (input - top).exp().sum(dim, keepdim=True)
    result = top + total.log()
    return result if keepdim else result.squeeze(dim)


def softmax(input: Tensor, dim: int) -> Tensor:
    exps = (input - input.amax(dim, keepdim=True).detach()).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    shifted = input - input.amax(dim, keepdim=True).detach()
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
