"""What a call costs, in figures that are the same on every machine: bytes and operators, no clock.

Bytes are the CPU allocator's own events, as torch's profiler records them; they include what one
operator allocates and frees inside itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.autograd import profiler

# Read when the profiler is first started; it would tell stderr of every start and stop.
os.environ.setdefault("KINETO_LOG_LEVEL", "99")


@dataclass(frozen=True)
class Cost:
    """One call's figures, in bytes, and operators.

    forward: the most memory that the forward pass held at once, beside the inputs. both: the most
    that forward and backward held. kept: what the forward pass left for the backward, with the
    result. operators: called by both passes, those within another operator not counted.
    """

    forward: int
    both: int
    kept: int
    operators: int


@dataclass(frozen=True)
class Timeline:
    """Bytes held after each allocation and release, and the operators that ran, in order."""

    held: tuple[int, ...]
    operators: tuple[str, ...]


def cost(call: Callable[[], Tensor], leaves: list[Tensor]) -> Cost:
    """The figures of `call()`, and of differentiating the sum of its result by the leaves."""
    differentiate(call(), leaves)  # what torch and the attempt set up at their first call
    with _recorded() as forward:
        output = call()
    del output
    with _recorded() as both:
        differentiate(call(), leaves)
    held = forward[0].held
    return Cost(
        forward=max(held, default=0),
        both=max(both[0].held, default=0),
        kept=held[-1] if held else 0,
        operators=len(both[0].operators),
    )


def timeline(call: Callable[[], Tensor], leaves: list[Tensor]) -> Timeline:
    """What `cost` sums up of both passes."""
    differentiate(call(), leaves)
    with _recorded() as both:
        differentiate(call(), leaves)
    return both[0]


def differentiate(output: Tensor, leaves: list[Tensor]) -> None:
    if output.requires_grad and leaves:
        # The sum, not grad_outputs=ones: to check their shape torch imports sympy (0.7 s).
        torch.autograd.grad(output.sum(), leaves, allow_unused=True)


@contextmanager
def _recorded() -> Iterator[list[Timeline]]:
    """Fills the list that it yields with the Timeline of what ran inside."""
    found: list[Timeline] = []
    with profiler.profile(use_cpu=True, profile_memory=True) as profile:
        yield found
    events = sorted(profile.kineto_results.events(), key=_moment)
    held, total = [], 0
    operators, ends_at = [], 0
    for event in events:
        name = event.name()
        if name == "[memory]":
            total += event.nbytes()
            held.append(total)
        elif name.startswith("aten::") and event.start_ns() >= ends_at:
            operators.append(name.removeprefix("aten::"))
            ends_at = event.start_ns() + event.duration_ns()
    found.append(Timeline(tuple(held), tuple(operators)))


def _moment(event: Any) -> int:
    return int(event.start_ns())
