"""Cases and tensors as people read them: short, in plain numbers, ready to be typed in."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from dojo.catalog import Entry
from dojo.judge.case import Case
from dojo.judge.snippet import snippet
from dojo.judge.verdict import Counterexample

READABLE = (
    torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32,
    torch.int16, torch.int8, torch.uint8, torch.bool,
)  # fmt: skip
MAX_NUMBERS = 24  # of one tensor in a counterexample; a larger one is told by shape and dtype


def counterexample(
    entry: Entry,
    case: Case,
    expected: Any,
    got: Any,
    difference: str,
    upstream: Tensor | None = None,
    subject: str = "",
) -> Counterexample:
    """The case as data: the call that a person would type, its inputs, and both results.

    upstream: what the result is differentiated against, where the results are gradients. subject:
    the input that the results are, where it is not what the call returns.
    """
    names = input_names(entry, case)
    options = ", ".join(f"{name}={_option(name, value)}" for name, value in case.options.items())
    if entry.kind == "class":
        call = f"{entry.name}({options})({', '.join(names)})"
    else:
        call = f"{entry.name}({', '.join([*names, options] if options else names)})"
    tensors = dict(zip(names, case.inputs))
    tensors |= {name: value for name, value in case.options.items() if isinstance(value, Tensor)}
    leaves = []
    if upstream is not None:
        tensors["upstream"] = upstream
        leaves = [names[position] for position in case.wrt]
        call = f"torch.autograd.grad(({call} * upstream).sum(), {', '.join(leaves)})"
    inputs = {name: plain(tensor) for name, tensor in tensors.items()}
    source = snippet(call, tensors, leaves, expected, got, difference, subject)
    return Counterexample(call, inputs, plain(expected), plain(got), difference, snippet=source)


def input_names(entry: Entry, case: Case) -> list[str]:
    """What the case's positional inputs are called: as the entry's own parameters."""
    return list(entry.inputs[: len(case.inputs)])


def _option(name: str, value: Any) -> str:
    return name if isinstance(value, Tensor) else repr(value)


def plain(value: Any) -> Any:
    """A tensor as nested lists of JSON numbers ("nan", "inf" as texts); others unchanged."""
    if not isinstance(value, Tensor):
        return value
    if value.numel() > MAX_NUMBERS or value.numel() == 0 or value.dtype not in READABLE:
        return f"{str(value.dtype).removeprefix('torch.')} tensor of shape {tuple(value.shape)}"
    return _jsonable(value.detach().tolist(), digits=7 if value.element_size() <= 4 else 12)


def _jsonable(value: Any, digits: int) -> Any:
    if isinstance(value, list):
        return [_jsonable(item, digits) for item in value]
    if isinstance(value, float):
        return float(f"{value + 0.0:.{digits}g}") if math.isfinite(value) else str(value)
    return value
