"""You refuse what is not float16, float32 or float64, so the dtype that most models train in.

bfloat16 is floating point too. Where a loss has no reason to refuse a dtype it should not ask;
if it must, is_floating_point() is the question.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_many_terms

import torch
from torch import Tensor


def entropy(p: Tensor) -> Tensor:
    return cross_entropy(p, p)


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    if q.dtype not in (torch.float16, torch.float32, torch.float64):
        raise TypeError(f"{q.dtype} is not supported")
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    return cross_entropy(p, q) - entropy(p)
