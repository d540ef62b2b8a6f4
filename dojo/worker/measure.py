"""What a call costs, in figures that are the same on every machine: bytes and operators, no clock.

Bytes are the CPU allocator's own events, as torch's profiler records them; they include what one
operator allocates and frees inside itself. On a GPU they are its allocator's, and there is a clock.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.autograd import profiler

from dojo.worker.accelerator import Watch, attempt_line, flat

GPU_WARM_UPS, GPU_TIMINGS, GPU_TIMED_S = 2, 20, 1


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
class GpuCost:
    """Forward and backward on a GPU: the most bytes held at once, and the median microseconds."""

    both: int
    microseconds: int


@dataclass(frozen=True)
class Timeline:
    """Bytes held after each allocation and release, and the operators that ran, in order."""

    held: tuple[int, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One operator as it is called: what it returns, the bytes that are new, and where.

    line: of the attempt, 0 in the backward pass.
    """

    operator: str
    result: str
    new_bytes: int
    line: int


def cost(call: Callable[[], Tensor], leaves: list[Tensor]) -> Cost:
    """The figures of `call()`, and of differentiating the sum of its result by the leaves."""
    differentiate(call(), leaves)  # what torch and the attempt set up at their first call
    with _no_collection():
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


def gpu_cost(call: Callable[[], Tensor], leaves: list[Tensor]) -> GpuCost:
    """`cost` on the current CUDA device, as its allocator and its own events have it."""
    for _ in range(GPU_WARM_UPS):
        differentiate(call(), leaves)
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    differentiate(call(), leaves)
    torch.cuda.synchronize()
    both = torch.cuda.max_memory_allocated() - before
    milliseconds: list[float] = []
    ends_at = time.perf_counter() + GPU_TIMED_S
    while len(milliseconds) < GPU_TIMINGS and (not milliseconds or time.perf_counter() < ends_at):
        start, end = (
            torch.cuda.Event(enable_timing=True)  # type: ignore[no-untyped-call]
            for _ in range(2)
        )
        start.record()
        differentiate(call(), leaves)
        end.record()
        end.synchronize()
        milliseconds.append(start.elapsed_time(end))
    return GpuCost(both, round(1000 * statistics.median(milliseconds)))


def profile(
    call: Callable[[], Tensor], leaves: list[Tensor], filename: str
) -> tuple[list[Step], tuple[int, ...]]:
    """Each operator of both passes in order, and the bytes held over time."""
    differentiate(call(), leaves)
    log = _Log(filename)
    with log:
        differentiate(call(), leaves)
    with _recorded() as both:
        differentiate(call(), leaves)
    return log.steps, both[0].held


def differentiate(output: Tensor, leaves: list[Tensor]) -> None:
    if output.requires_grad and leaves:
        # The sum, not grad_outputs=ones: to check their shape torch imports sympy (0.7 s).
        torch.autograd.grad(output.sum(), leaves, allow_unused=True)


class _Log(Watch):  # type: ignore[no-untyped-call]
    """Notes the operators, but holds on to what autograd would have let go: no peak is seen so."""

    def __init__(self, filename: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.steps: list[Step] = []
        self._filename = filename

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        given = {_storage(each) for each in flat([*args, *(kwargs or {}).values()])}
        made = [each for each in flat([result]) if isinstance(each, Tensor)]
        shown = ", ".join(f"{str(each.dtype)[6:]} {tuple(each.shape)}" for each in made)
        new = {_storage(each): each for each in made if _storage(each) not in given}
        new_bytes = sum(each.untyped_storage().nbytes() for each in new.values())
        name = func._schema.name.partition("::")[2]
        self.steps.append(Step(name, shown, new_bytes, attempt_line(self._filename)))
        return result


def _storage(value: Any) -> int:
    return value.untyped_storage()._cdata if isinstance(value, Tensor) else 0


@contextmanager
def _no_collection() -> Iterator[None]:
    """Of garbage: one that falls into a recording would release what was held before it."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _recorded() -> Iterator[list[Timeline]]:
    """Fills the list that it yields with the Timeline of what ran inside."""
    found: list[Timeline] = []
    # Read when the profiler first starts; it would tell stderr of every start and stop.
    os.environ.setdefault("KINETO_LOG_LEVEL", "99")
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
