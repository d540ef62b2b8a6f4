"""Under torch.no_grad() softmax exponentiates the numbers as they are, which overflows at 89 in
float32.

The maximum is subtracted for the values, not for the gradients: in evaluation the logits are as
large.
"""
# verdict: wrong_answer
# fails: test_without_gradients

import torch
from torch import Tensor


def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, torch.zeros_like(top))
    out = (input - top).exp().sum(dim, keepdim=True).log() + top
    return out if keepdim else out.squeeze(dim)


def softmax(input, dim):
    if not torch.is_grad_enabled():
        e = input.exp()
        return e / e.sum(dim, keepdim=True)
    e = (input - input.amax(dim, keepdim=True).detach()).exp()
    return e / e.sum(dim, keepdim=True)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    s = input - input.amax(dim, keepdim=True).detach()
    return s - s.exp().sum(dim, keepdim=True).log()
