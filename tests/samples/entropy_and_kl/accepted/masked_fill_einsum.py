"""Style: logarithms with masked_fill, sums as einsum; natural logarithms out of log2."""

from __future__ import annotations

import math

import torch
from torch import Tensor

LN2 = math.log(2)


def nats(x: Tensor, impossible: Tensor) -> Tensor:
    return torch.log2(x.masked_fill(impossible, 1.0)) * LN2


def expectation(p: Tensor, values: Tensor) -> Tensor:
    return torch.einsum("...c,...c->...", p, values)


def entropy(p: Tensor) -> Tensor:
    return expectation(p, -nats(p, p == 0))


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    return expectation(p, -nats(q, p == 0))


def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    return expectation(p, nats(p, p == 0) - nats(q, p == 0))
