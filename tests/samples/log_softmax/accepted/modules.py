"""Style: classes with the dimension as a field; the functions construct and call them."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Normaliser:
    dim: int

    def maximum(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            return x.amax(self.dim, keepdim=True)

    def softmax(self, x: Tensor) -> Tensor:
        e = torch.exp(x - self.maximum(x))
        return e * e.sum(self.dim, keepdim=True).reciprocal()

    def log_softmax(self, x: Tensor) -> Tensor:
        z = x - self.maximum(x)
        return z - z.exp().sum(self.dim, keepdim=True).log()

    def logsumexp(self, x: Tensor) -> Tensor:
        m = self.maximum(x)
        lse = m + (x - m).exp().sum(self.dim, keepdim=True).log()
        # An infinite maximum is the result itself.
        return torch.where(m.isinf(), m, lse)


def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    result = Normaliser(dim).logsumexp(input)
    return result if keepdim else result.squeeze(dim)


def softmax(input: Tensor, dim: int) -> Tensor:
    return Normaliser(dim).softmax(input)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    return Normaliser(dim).log_softmax(input)
