"""Style: one pass along the dimension with a running maximum and a rescaled running sum."""

import torch
from torch import Tensor


def running(input: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """(m, s) without dim: the maximum, and the sum of exp(x - m); m is 0 where it is infinite."""
    m = torch.full_like(input.select(dim, 0), -torch.inf)
    s = torch.zeros_like(m)
    for x in input.unbind(dim):
        new = torch.maximum(m, x.detach())
        base = torch.where(new.isinf(), torch.zeros_like(new), new)
        # Before the first finite number s is 0, and so is the factor: exp(-inf).
        s = s * torch.exp(m - base) + torch.exp(x - base)
        m = new
    return torch.where(m.isinf(), torch.zeros_like(m), m), s


def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    m, s = running(input, dim)
    result = m + s.log()
    return result.unsqueeze(dim) if keepdim else result


def softmax(input: Tensor, dim: int) -> Tensor:
    m, s = running(input, dim)
    return torch.exp(input - m.unsqueeze(dim)) / s.unsqueeze(dim)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    m, s = running(input, dim)
    return input - m.unsqueeze(dim) - s.log().unsqueeze(dim)
