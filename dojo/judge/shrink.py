"""Makes a failing case smaller: what a person can check by hand teaches more than what was drawn.

Every candidate is again a case of the kata: the same call with an option left out, a row, a class
or a position fewer, or with rounder numbers. The one that tries them says whether it still fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from dojo.judge.attempt import Attempt
from dojo.judge.call import CheckFailed
from dojo.judge.case import Case
from dojo.judge.verdict import Outcome

if TYPE_CHECKING:
    from dojo.judge.oracle import Oracle

MAX_TRIES = 60


def smallest(
    attempt: Attempt,
    failure: CheckFailed,
    oracle: Oracle,
    again: Callable[[Case], None],
    round_numbers: bool = True,
) -> CheckFailed:
    """`failure`, told on the smallest case on which `again` raises one of the same kind."""
    patience, told = attempt.patience, failure

    def fails(candidate: Case) -> bool:
        nonlocal told
        patience.tries -= 1
        if patience.tries < 0:
            return False
        try:
            expected = oracle.value(candidate)
        except Exception:  # torch refuses it, so it is no case of this kata
            return False
        if bool(expected.isfinite().all()) != finite:
            return False
        try:
            again(candidate)
        except CheckFailed as smaller:
            if _kind(smaller) == _kind(failure):
                told = smaller
                return True
            if not _is_cheap(smaller):
                patience.tries = 0
        return False

    if failure.case is None or not _is_cheap(failure) or patience.tries <= 0:
        return failure
    finite = bool(oracle.value(failure.case).isfinite().all())
    shrink(failure.case, fails, round_numbers)
    # It failed on what was drawn: that stays the evidence, only what is shown gets smaller.
    failure.message, failure.counterexample = told.message, told.counterexample
    return failure


def _is_cheap(failure: CheckFailed) -> bool:
    """Whether it fails without costing its process, or a deadline, each time."""
    return failure.outcome is Outcome.FAILED or bool(failure.raised)


def _kind(failure: CheckFailed) -> tuple[object, ...]:
    """What must stay the same for a smaller case to show the same failure."""
    got, expected = failure.got, failure.expected
    if not isinstance(got, Tensor) or not isinstance(expected, Tensor):
        return (failure.outcome, failure.raised, got is None)
    return (
        got.shape == expected.shape,
        got.dim() == expected.dim(),
        bool(got.isnan().any()),
        bool(got.isinf().any()),
    )


def shrink(case: Case, fails: Callable[[Case], bool], round_numbers: bool = True) -> Case:
    """The smallest case found on which `fails` still holds; `case` itself where none is.

    round_numbers: whether inputs may be rounded; not where that could put them on a kink.
    """
    tries = MAX_TRIES
    smaller = True
    while smaller:
        smaller = False
        for candidate in _candidates(case, round_numbers):
            tries -= 1
            if tries < 0:
                return case
            if fails(candidate):
                case, smaller = candidate, True
                break
    return case


def _candidates(case: Case, round_numbers: bool) -> Iterator[Case]:
    """Cases that differ from this one in a single respect, the largest steps first."""
    for name in case.options:
        options = {key: value for key, value in case.options.items() if key != name}
        yield Case(case.inputs, options, case.entry, case.wrt)
    first = case.inputs[0]
    for dim in range(first.dim()):
        size = first.shape[dim]
        for start, stop in ((0, size // 2), (size // 2, size), (0, size - 1), (1, size)):
            if 0 < stop - start < size:
                yield _narrowed(case, dim, start, stop)
    if round_numbers:
        for decimals in (0, 1):
            rounded = _rounded(first, decimals)
            if not torch.equal(rounded.nan_to_num(), first.nan_to_num()):
                yield Case((rounded, *case.inputs[1:]), case.options, case.entry, case.wrt)


def _narrowed(case: Case, dim: int, start: int, stop: int) -> Case:
    """The case with only these places along a dimension of the first input.

    The other tensors follow where they have that dimension: at the same place if they have as
    many dimensions, one place earlier if they lack the classes' (1), and as the only one if it is
    the classes' themselves, as weights have it.
    """
    first = case.inputs[0]

    def follow(value: Any) -> Any:
        if not isinstance(value, Tensor):
            return value
        if value.dim() == first.dim():
            place = dim
        elif value.dim() == first.dim() - 1 and not value.is_floating_point() and dim != 1:
            place = dim - (dim > 1)
        elif value.dim() == 1 and value.is_floating_point() and dim == min(1, first.dim() - 1):
            place = 0
        else:
            return value
        if place >= value.dim() or value.shape[place] != first.shape[dim]:
            return value
        return value.narrow(place, start, stop - start).contiguous()

    options = {name: follow(value) for name, value in case.options.items()}
    return Case(tuple(map(follow, case.inputs)), options, case.entry, case.wrt)


def _rounded(tensor: Tensor, decimals: int) -> Tensor:
    return torch.round(tensor, decimals=decimals) + 0.0 if tensor.is_floating_point() else tensor
