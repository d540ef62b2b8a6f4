"""Style: a helper gives the shifted input and its normaliser; the three are one line each."""

from __future__ import annotations

from typing import NamedTuple

import torch


class Shifted(NamedTuple):
    top: torch.Tensor  # what was subtracted, finite
    rest: torch.Tensor  # input - top
    total: torch.Tensor  # sum of exp(rest)


def shift(x: torch.Tensor, dim: int) -> Shifted:
    # nan_to_num, so that an all -inf row is shifted by 0.
    top = x.detach().amax(dim=dim, keepdim=True).nan_to_num(nan=0.0, posinf=0.0, neginf=0.0)
    rest = x - top
    return Shifted(top, rest, rest.exp().sum(dim=dim, keepdim=True))


def logsumexp(input: torch.Tensor, dim: int, keepdim: bool = False) -> torch.Tensor:
    top, _, total = shift(input, dim)
    out = top + total.log()
    return out if keepdim else out.squeeze(dim)


def softmax(input: torch.Tensor, dim: int) -> torch.Tensor:
    _, rest, total = shift(input, dim)
    return rest.exp() / total


def log_softmax(input: torch.Tensor, dim: int) -> torch.Tensor:
    _, rest, total = shift(input, dim)
    return rest - total.log()
