"""The checks that losses over classes share on being a drop-in: state, dtype, errors, modes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain

import torch

from dojo.judge import contract, expect
from dojo.judge.attempt import Attempt
from dojo.judge.case import Case, Draw, in_double, reduced
from dojo.judge.checks import Test, check
from dojo.judge.classification import Shape
from dojo.judge.oracle import Oracle

ALL = ("none", "sum", "mean")


def drop_in_checks(
    oracle: Oracle,
    batches: Callable[[Draw, Iterable[Shape]], list[Case]],
    steady: Callable[[Attempt, list[Case]], list[Case]],
    others: Callable[[Draw, list[Case]], list[list[Case]]],
    points: int,
) -> dict[str, Test]:
    """Seven checks of so many points each, by name, for a module of hidden tests to take in.

    batches: plain cases of these shapes, one in float32, then one in float64 of each. steady: the
    cases in a form and under a reduction that the attempt gets right. others: the cases under
    other options, a list for each, unequal class weights first.
    """

    def right(attempt: Attempt, cases: list[Case]) -> list[Case]:
        return expect.right_on(attempt, cases, oracle)

    @check("contract", points=points)
    def test_dtype_and_device_follow_the_input(attempt: Attempt, draw: Draw) -> None:
        """The result has the input's dtype and device; float64 stays float64"""
        cases = steady(attempt, batches(draw, ((2, 3),)))
        weighted, *rest = others(draw, cases)
        more = reduced(cases[:2] + weighted, *ALL) + list(chain(*rest))
        contract.follows_dtype(attempt, cases + right(attempt, more), oracle, draw)

    @check("contract", points=points)
    def test_inputs_are_left_alone(attempt: Attempt, draw: Draw) -> None:
        """input, target and weight hold the same numbers after the call"""
        cases = steady(attempt, batches(draw, ((3, 3),)))
        weighted, *rest = others(draw, in_double(cases))
        more = reduced(weighted, *ALL) + list(chain(*rest))
        contract.leaves_inputs_alone(attempt, cases, oracle)
        contract.leaves_inputs_alone(attempt, right(attempt, more), oracle)

    @check("contract", points=points)
    def test_weight_is_a_buffer(attempt: Attempt, draw: Draw) -> None:
        """weight is a buffer: it moves with .to(), and is not in parameters()"""
        (case,) = steady(attempt, batches(draw, ((4, 4),))[:1])
        # Where unequal weights go wrong, that is the business of other checks.
        even = case.with_options(weight=torch.ones(4))
        (weighted, *_) = [*right(attempt, others(draw, [case])[0]), even]
        contract.registers_buffer(attempt, weighted, "weight", oracle)

    @check("contract", points=points)
    def test_instances_share_nothing(attempt: Attempt, draw: Draw) -> None:
        """Two instances with different options do not get into each other's way"""
        cases = steady(attempt, in_double(batches(draw, ((4, 3),))))[:1]
        more = [*chain(*others(draw, cases)), *reduced(cases, *ALL)]
        contract.keeps_instances_apart(attempt, [*cases, *right(attempt, more), *cases], oracle)

    @check("contract", points=points)
    def test_same_input_same_output(attempt: Attempt, draw: Draw) -> None:
        """The same call gives the same result, also after other calls"""
        cases = steady(attempt, in_double(batches(draw, ((3, 4), (3, 4), (2, 4)))))
        contract.repeats_itself(attempt, cases, oracle)
        weighted, *rest = others(draw, cases)
        # "sum": a factor in all weights, kept from an earlier call, would cancel in the mean.
        for each in (reduced(weighted, "sum"), *(reduced(each, "mean") for each in rest)):
            more = [replace(case, options=each[0].options) for case in each[::2]]  # of one instance
            if len(right(attempt, more)) == len(more):
                contract.repeats_itself(attempt, more, oracle)

    @check("contract", points=points)
    def test_unknown_reduction(attempt: Attempt, draw: Draw) -> None:
        """An unknown reduction raises ValueError, at construction or at the call"""
        (case, *_) = steady(attempt, batches(draw, ((2, 3),)))
        contract.refuses_reductions(attempt, case, oracle)

    @check("contract", points=points)
    def test_without_gradients(attempt: Attempt, draw: Draw) -> None:
        """It works under torch.no_grad(), and on inputs that do not require grad"""
        cases = steady(attempt, batches(draw, ((2, 3),)))
        contract.works_without_grad(attempt, cases, oracle)
        more = reduced([each[0] for each in others(draw, cases)[:2]], "sum")
        contract.works_without_grad(attempt, right(attempt, more), oracle)

    return {name: test for name, test in locals().items() if name.startswith("test_")}
