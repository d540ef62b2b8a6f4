"""The checks that modules share on being a drop-in: state, dtype, errors, modes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import torch

from dojo.judge import contract, expect
from dojo.judge.attempt import Attempt
from dojo.judge.case import Case, Draw, Shape, in_double, reduced
from dojo.judge.checks import Test, check
from dojo.judge.oracle import Oracle

ALL = ("none", "sum", "mean")
VARIOUS = ((2, 3), (4,), (2, 3, 2), (2, 7), (2, 3, 2), (2, 3), (1, 3, 2, 2))


@dataclass(frozen=True)
class DropIn:
    """One entry of a kata, as these checks try it.

    plain: cases of these shapes, (rows, classes), in a form that the attempt gets right, one in
    float32, then one in float64 of each. others: the cases under other options, a list for each.
    """

    oracle: Oracle
    plain: Callable[[Attempt, Draw, Iterable[Shape]], list[Case]]
    others: Callable[[Draw, list[Case]], list[list[Case]]]

    def on_what_is_right(
        self, attempt: Attempt, cases: list[Case], check: Callable[..., None], *more: Any
    ) -> None:
        """A check of `contract` on those of the cases that the attempt is right on."""
        expect.on_what_is_right(
            attempt, cases, self.oracle, lambda right: check(attempt, right, self.oracle, *more)
        )


def drop_in_checks(
    *entries: DropIn,
    points: int,
    buffers: Sequence[str] = (),
    reductions: Sequence[str] = ALL,
) -> dict[str, Test]:
    """Checks of so many points each, by name, for a module of hidden tests to take in.

    Seven, and one for each of the options in `buffers`.
    """

    @check("gradients", points=points)
    def test_repeated_backward(attempt: Attempt, draw: Draw) -> None:
        """One instance serves one backward pass after another"""
        for entry in entries:
            shapes = ((3, 4), (2, 4), (3, 4), (5, 4))
            cases = in_double(entry.plain(attempt, draw, shapes))
            expect.repeated_backward(attempt, cases, entry.oracle, draw)
            for each in entry.others(draw, cases):
                # Two of one instance, where gradients are graded.
                alike = [replace(case, options=each[0].options) for case in each[:2] if case.wrt]
                with expect.only_together(attempt, alike, entry.oracle, draw):
                    expect.repeated_backward(attempt, alike, entry.oracle, draw)

    @check("contract", points=points)
    def test_dtype_and_device_follow_the_input(attempt: Attempt, draw: Draw) -> None:
        """The result has the input's dtype and device; float64 stays float64"""
        for entry in entries:
            cases = entry.plain(attempt, draw, ((2, 3),))
            contract.follows_dtype(attempt, cases, entry.oracle, draw)
            first, *rest = entry.others(draw, cases)
            more = reduced(cases[:2] + first, *reductions) + list(chain(*rest))
            entry.on_what_is_right(attempt, more, contract.follows_dtype, draw)

    @check("contract", points=points)
    def test_inputs_are_left_alone(attempt: Attempt, draw: Draw) -> None:
        """All that is passed in holds the same numbers after the call"""
        for entry in entries:
            cases = entry.plain(attempt, draw, ((3, 3),))
            contract.leaves_inputs_alone(attempt, cases, entry.oracle)
            first, *rest = entry.others(draw, in_double(cases))
            more = reduced(in_double(cases) + first, *reductions) + list(chain(*rest))
            entry.on_what_is_right(attempt, more, contract.leaves_inputs_alone)

    def buffer_check(name: str) -> Test:
        def test(attempt: Attempt, draw: Draw) -> None:
            for entry in entries:
                (case,) = entry.plain(attempt, draw, ((4, 4),))[:1]
                # Where unequal weights go wrong, that is the business of other checks.
                even = case.with_options(**{name: torch.ones(4)})
                found = (each for each in entry.others(draw, [case]) if name in each[0].options)
                (weighted, *_) = [*expect.right_on(attempt, next(found), entry.oracle), even]
                contract.registers_buffer(attempt, weighted, name, entry.oracle)

        test.__name__ = f"test_{name}_is_a_buffer"
        test.__doc__ = f"{name} is a buffer: it moves with .to(), and is not in parameters()"
        return check("contract", points=points)(test)

    @check("contract", points=points)
    def test_instances_share_nothing(attempt: Attempt, draw: Draw) -> None:
        """Two instances with different options do not get into each other's way"""
        for entry in entries:
            cases = in_double(entry.plain(attempt, draw, ((4, 3),)))[:1]
            more = [*chain(*entry.others(draw, cases)), *reduced(cases, *reductions)]
            more = expect.right_on(attempt, more, entry.oracle)
            contract.keeps_instances_apart(attempt, [*cases, *more, *cases], entry.oracle)

    @check("contract", points=points)
    def test_same_input_same_output(attempt: Attempt, draw: Draw) -> None:
        """The same call gives the same result, also after other calls"""
        for entry in entries:
            cases = in_double(entry.plain(attempt, draw, ((3, 4), (3, 4), (2, 4))))
            contract.repeats_itself(attempt, cases, entry.oracle)
            first, *rest = entry.others(draw, cases)
            more = [reduced(cases, name) for name in reductions]
            # "sum": a factor in all weights, kept from an earlier call, would cancel in the mean.
            more += [reduced(first, "sum"), *(reduced(each, "mean") for each in rest)]
            # Of other shapes, other numbers of classes, and the same shapes again; not under a
            # weight, which goes by one number of classes.
            various = in_double(entry.plain(attempt, draw, VARIOUS))
            for each in (various, *entry.others(draw, various)):
                options = each[0].options
                if not any(isinstance(value, torch.Tensor) for value in options.values()):
                    alike = [replace(case, options=options) for case in each]
                    entry.on_what_is_right(attempt, alike, contract.repeats_itself)
            for each in more:
                alike = [replace(case, options=each[0].options) for case in each]
                with expect.only_together(attempt, alike, entry.oracle):
                    contract.repeats_itself(attempt, alike, entry.oracle)

    @check("contract", points=points)
    def test_unknown_reduction(attempt: Attempt, draw: Draw) -> None:
        """An unknown reduction raises ValueError, at construction or at the call"""
        names = [name for name in contract.UNKNOWN_REDUCTIONS if name not in reductions]
        for entry in entries:
            (case, *_) = entry.plain(attempt, draw, ((2, 3),))
            contract.refuses_reductions(attempt, case, entry.oracle, names)
            rarer = entry.plain(attempt, draw, ((3,),))[:1] + entry.others(draw, [case])[0][:1]
            for each in expect.right_on(attempt, rarer, entry.oracle):
                contract.refuses_reductions(attempt, each, entry.oracle, names[:1])

    @check("contract", points=points)
    def test_without_gradients(attempt: Attempt, draw: Draw) -> None:
        """It works under torch.no_grad(), and on inputs that do not require grad"""
        for entry in entries:
            cases = entry.plain(attempt, draw, ((2, 3),))
            contract.works_without_grad(attempt, cases, entry.oracle)
            more = reduced([each[0] for each in entry.others(draw, cases)[:2]], "sum")
            entry.on_what_is_right(attempt, more, contract.works_without_grad)

    own = {name: test for name, test in locals().items() if name.startswith("test_")}
    return own | {test.__name__: test for test in map(buffer_check, buffers)}
