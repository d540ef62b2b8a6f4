"""The checks that every loss has beside its own: devices, low precision, and what a call costs.

They try ordinary calls that the attempt gets right in float32 on the CPU: what it gets wrong there
is for the kata's own checks to tell, and where that is everything, these are skipped.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any
from unittest import SkipTest

import torch

from dojo.judge import contract, devices, efficiency, precision
from dojo.judge.attempt import Attempt
from dojo.judge.call import CheckFailed
from dojo.judge.case import MAX_BY_HAND, Case, Draw
from dojo.judge.checks import Test, check
from dojo.judge.loss import Cases, Loss
from dojo.judge.verdict import NOT_RUN

# Their names; together they have 20 of the 100 points, the kata's own checks the rest.
EVERY_LOSS = (
    "test_bfloat16", "test_float16", "test_on_an_accelerator", "test_whatever_comes_together",
    "test_without_waiting", "test_many_terms", "test_memory", "test_operators",
)  # fmt: skip
BROADEST = "test_whatever_comes_together"  # which an answer passes only if it is right throughout

MAX_RARE = 24  # calls on the pretend accelerator, each as long as ten others


def every_loss(loss: Loss) -> dict[str, Test]:
    """The shared checks for one kata, by name, for its module of hidden tests to take in."""

    def mastered(
        attempt: Attempt, draw: Draw, make: Cases, dtype: torch.dtype, slack: float = 1.0
    ) -> list[Case]:
        """Those cases in `dtype` whose like in float32 the attempt gets right, with some slack."""

        def find_out() -> list[bool]:
            same = make(draw.apart(make.__name__), torch.float32)
            quiet, apart = replace(attempt, calls=[]), draw.apart("mastered")
            oracles = [loss.oracle(case).within(slack) for case in same]
            return precision.right_on(quiet, same, oracles, apart)

        right = attempt.session.remember(f"{make.__name__} on {attempt.device}", find_out)
        cases = make(draw.apart(make.__name__), dtype)
        return [case for case, holds in zip(cases, right) if holds]

    def ordinary(attempt: Attempt, draw: Draw, dtype: torch.dtype = torch.float32) -> list[Case]:
        cases = mastered(attempt, draw, loss.typical, dtype)
        if not cases:
            raise SkipTest(f"{NOT_RUN}no ordinary call is right yet")
        return cases

    def sized(*_: object) -> list[Case]:
        return [case for size in efficiency.SIZES for case in loss.sized(*size)]

    def only_on_the_cpu(attempt: Attempt) -> None:
        if attempt.device != "cpu":
            raise SkipTest("does not depend on the device; see cpu")

    @check("stability", points=3)
    def test_bfloat16(attempt: Attempt, draw: Draw) -> None:
        """bfloat16 inputs, and torch.autocast: right to a few ulps of bfloat16"""
        cases = ordinary(attempt, draw, torch.bfloat16)
        cases += mastered(attempt, draw, loss.extreme, torch.bfloat16)
        precision.is_right_in(attempt, cases, loss, draw)
        precision.stands_autocast(attempt, ordinary(attempt, draw)[::3], loss)

    @check("stability", points=3)
    def test_float16(attempt: Attempt, draw: Draw) -> None:
        """float16 inputs: right to a few ulps, and nothing on the way exceeds 65504"""
        cases = ordinary(attempt, draw, torch.float16)
        cases += mastered(attempt, draw, loss.extreme, torch.float16)
        precision.is_right_in(attempt, cases, loss, draw)

    @check("devices", points=3)
    def test_on_an_accelerator(attempt: Attempt, draw: Draw) -> None:
        """It computes on the input's device: no tensor is made on the CPU on the way"""
        cases = ordinary(attempt, draw)
        if attempt.device == "cpu":
            devices.follows_the_input(attempt, cases, loss, draw)
        else:
            for case in cases:
                contract.follows_dtype(attempt, [case], loss.oracle(case), draw)

    @check("values", points=1)
    def test_whatever_comes_together(attempt: Attempt, draw: Draw) -> None:
        """Shapes, options and reductions in whatever mixture: values and gradients"""
        if attempt.failures:
            raise SkipTest(f"{NOT_RUN}something that is simpler is not right yet")
        cases = loss.mixed(draw, torch.float64)
        # What is measured, or tried in 16 bits, is to be right in the first place.
        cases += loss.extreme(draw, torch.float32) + loss.many(draw, torch.float64) + sized()
        # As without requires_grad, too.
        narrow = loss.mixed(draw, torch.float32)
        plain = [replace(case, wrt=()) for case in narrow]
        many = [case for case in cases + plain if case.inputs[0].numel() > MAX_BY_HAND]
        precision.is_right_in(
            attempt, [case for case in cases if _is_small(case)], loss, draw, views=True
        )
        precision.is_right_in(attempt, many, loss, draw, totals=True)
        if attempt.device == "cpu":
            # What is made apart from the input is mostly made where a call is out of the ordinary.
            small = list(filter(_is_small, plain))
            rare = [case for case in small if not loss.oracle(case).value(case).isfinite().all()]
            rare += [case for case in small if not case.inputs[0].numel()]
            devices.follows_the_input(attempt, rare[:MAX_RARE], loss, draw)
        for entry, oracle in loss.oracles.items():
            own = [case for case in narrow if case.entry == entry and _is_small(case)]
            contract.leaves_inputs_alone(attempt, own[::3], oracle, draw)
            contract.leaves_inputs_alone(attempt, own[1::3], oracle)
            contract.leaves_inputs_alone(attempt, own, oracle, evaluating=True)

    @check("efficiency", points=3)
    def test_without_waiting(attempt: Attempt, draw: Draw) -> None:
        """No value is read back: a GPU need not finish its work in the middle"""
        only_on_the_cpu(attempt)
        devices.does_not_wait(attempt, ordinary(attempt, draw), loss, draw)

    @check("efficiency", points=2)
    def test_many_terms(attempt: Attempt, draw: Draw) -> None:
        """Thousands of terms are not added up in 16 bits"""
        ordinary(attempt, draw)
        for dtype in (torch.bfloat16, torch.float16):
            # A running total in float32 is not exact either, over so many, but no mistake.
            cases = mastered(attempt, draw, loss.many, dtype, slack=1000)
            precision.is_right_in(attempt, cases, loss, draw)

    def measurable(attempt: Attempt, draw: Draw) -> None:
        only_on_the_cpu(attempt)
        ordinary(attempt, draw)

        if len(mastered(attempt, draw, sized, torch.float32, slack=1000)) < len(sized()):
            raise SkipTest(f"{NOT_RUN}the calls to be measured are not right yet")

    @check("efficiency", points=3)
    def test_memory(attempt: Attempt, draw: Draw) -> None:
        """At most twice the memory of the model solution, or torch"""
        if attempt.device != "cpu":
            ordinary(attempt, draw)
            with suppress(CheckFailed):  # told, and earning nothing
                attempt.expenses.extend(efficiency.gpu_expenses(attempt, loss))
        measurable(attempt, draw)
        attempt.expenses.extend(efficiency.expenses(attempt, loss))
        efficiency.holds_little(attempt, loss)

    @check("efficiency", points=2)
    def test_operators(attempt: Attempt, draw: Draw) -> None:
        """The number of operators does not grow with the input: no Python loop"""
        measurable(attempt, draw)
        efficiency.calls_few(attempt, loss)

    defined: dict[str, Any] = locals()
    return {name: defined[name] for name in EVERY_LOSS}


def _is_small(case: Case) -> bool:
    return case.inputs[0].numel() <= MAX_BY_HAND
