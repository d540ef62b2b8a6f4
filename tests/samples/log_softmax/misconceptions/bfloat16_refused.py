"""You refuse what is not float16, float32 or float64, so the dtype that most models train in.

bfloat16 is floating point too. Where a loss has no reason to refuse a dtype it should not ask;
if it must, is_floating_point() is the question.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_many_terms

import torch
from torch import Tensor


def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    total = (input - top).exp().sum(dim, keepdim=True)
    result = top + total.log()
    return result if keepdim else result.squeeze(dim)


def softmax(input: Tensor, dim: int) -> Tensor:
    exps = (input - input.amax(dim, keepdim=True).detach()).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    if input.dtype not in (torch.float16, torch.float32, torch.float64):
        raise TypeError(f"{input.dtype} is not supported")
    shifted = input - input.amax(dim, keepdim=True).detach()
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
