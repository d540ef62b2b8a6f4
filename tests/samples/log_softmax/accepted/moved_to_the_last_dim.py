"""Style: the dimension is moved to the end, rows are flattened, all is written for (M, n)."""

import torch
from torch import Tensor


def as_rows(x: Tensor, dim: int) -> tuple[Tensor, torch.Size]:
    moved = x.movedim(dim, -1)
    return moved.reshape(-1, x.shape[dim]), moved.shape


def row_logsumexp(rows: Tensor) -> Tensor:
    top = rows.amax(1)
    top = torch.where(top.abs() == torch.inf, 0.0, top)
    return top + (rows - top[:, None]).exp().sum(1).log()


def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    rows, shape = as_rows(input, dim)
    result = row_logsumexp(rows).reshape(shape[:-1])
    return result.unsqueeze(dim) if keepdim else result


def softmax(input: Tensor, dim: int) -> Tensor:
    rows, shape = as_rows(input, dim)
    exps = (rows - rows.amax(1)[:, None]).exp()
    return (exps / exps.sum(1)[:, None]).reshape(shape).movedim(-1, dim)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    rows, shape = as_rows(input, dim)
    rows = rows - rows.amax(1)[:, None]
    return (rows - rows.exp().sum(1).log()[:, None]).reshape(shape).movedim(-1, dim)
