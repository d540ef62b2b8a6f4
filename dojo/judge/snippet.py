"""A failing case as Python to paste: the inputs as literals, the call, expected and got."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

MAX_NUMBERS = 4_000  # of one tensor; a larger one is no longer something to paste
ULPS = 12  # of the largest number in it: nearer than that, and the difference is rounding


def snippet(
    call: str,
    tensors: Mapping[str, Tensor],
    leaves: Sequence[str],
    expected: Any,
    got: Any,
    difference: str,
    subject: str = "",
) -> str:
    """Code that repeats the call, and ends in an exception where it fails as it did.

    tensors: by the names that the call uses. leaves: those to differentiate. The attempt's own
    names must be there already. subject: what to look at after the call, where that is not its
    result. "" where a tensor is too large to write out.
    """
    if any(tensor.numel() > MAX_NUMBERS for tensor in tensors.values()):
        return ""
    lines = ["import torch", "", *(f"# {line}" for line in difference.splitlines() if line)]
    lines += [f"{name} = {literal(tensor)}" for name, tensor in tensors.items()]
    lines += [f"{name}.requires_grad_()" for name in leaves]
    lines.append(f"got = {call}{'[0]' if leaves else ''}")
    if subject:
        lines.append(f"got = {subject}  # after the call")
    lines.append('print("got     ", got)')
    if isinstance(expected, Tensor) and isinstance(got, Tensor):
        lines += [
            f"expected = {literal(expected)}  # by torch in float64, rounded",
            'print("expected", expected)',
            "torch.testing.assert_close("
            f"got, expected, rtol=0, atol={_tolerance([expected, *tensors.values()])}, "
            "equal_nan=True)",
        ]
    elif isinstance(got, Tensor):  # where it should have raised
        lines.append(f"raise AssertionError({difference!r})")
    return "\n".join(lines) + "\n"


def _tolerance(tensors: Sequence[Tensor]) -> str:
    if not tensors[0].is_floating_point():
        return "0"
    sizes = [tensor[tensor.isfinite()].double().abs() for tensor in tensors if tensor.numel()]
    largest = max((float(size.max()) for size in sizes if size.numel()), default=0.0)
    return f"{ULPS * torch.finfo(tensors[0].dtype).eps * (1 + largest):.1e}"


def literal(tensor: Tensor) -> str:
    """The tensor as an expression, in the strides that it has."""
    if tensor.numel() == 0:
        return f"torch.empty({tuple(tensor.shape)}, dtype={tensor.dtype})"
    plain = tensor.detach()
    if plain.is_contiguous():
        return f"torch.tensor({_numbers(plain.tolist(), plain.dtype)}, dtype={plain.dtype})"
    span = 1 + sum((n - 1) * step for n, step in zip(plain.shape, plain.stride()))
    flat = literal(plain.as_strided((span,), (1,)))
    return f"{flat}.as_strided({tuple(plain.shape)}, {plain.stride()})"


def _numbers(value: Any, dtype: torch.dtype) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_numbers(item, dtype) for item in value)}]"
    if not isinstance(value, float):
        return repr(value)
    if not math.isfinite(value):
        return f'float("{value}")'
    short = float(f"{value:.7g}")  # as many digits as a float32 mostly takes
    return repr(short if torch.tensor(short, dtype=dtype).item() == value else value)
