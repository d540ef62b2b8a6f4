"""The comparisons that hidden tests share: values and gradients against the reference.

Each function tries its cases in the order given, smallest first, and raises CheckFailed at the
first that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TypeVar

import torch

from dojo.judge import hold
from dojo.judge.attempt import Attempt, Patience
from dojo.judge.call import Backward, CheckFailed, Result
from dojo.judge.case import Case, Draw, in_double, reduced
from dojo.judge.oracle import Oracle
from dojo.judge.shrink import smallest

AnyBackward = TypeVar("AnyBackward", Backward, "Backward | None")


def values(attempt: Attempt, cases: Iterable[Case], oracle: Oracle) -> None:
    """The result has the right shape, and its numbers are within a few ulps of the reference."""
    cases = list(cases)
    try:
        with closing(attempt.run_each((case, None) for case in cases)) as results:
            for case, result in zip(cases, results):
                hold.value(attempt, case, result.output, oracle)
    except CheckFailed as failure:

        def again(case: Case) -> None:
            hold.value(attempt, case, attempt.run(case).output, oracle)

        raise smallest(attempt, failure, oracle, again) from failure.__cause__


def views(attempt: Attempt, cases: Iterable[Case], oracle: Oracle, draw: Draw) -> None:
    """Inputs that are views: `values`, and `gradients` where those of dense inputs are right."""
    cases = list(cases)
    values(attempt, cases, oracle)
    wide = in_double(cases)
    dense = [case.in_float64 for case in wide]
    right = {id(case) for case in right_gradients(attempt, dense, oracle, draw)}
    gradients(attempt, [case for case in wide if id(case.in_float64) in right], oracle, draw)


def carries_over(
    attempt: Attempt,
    pairs: Iterable[tuple[Case, Case]],
    oracle: Oracle,
    draw: Draw | None = None,
) -> None:
    """Who is right on the first case of a pair is so on the second, which is the rarer call.

    The two have the same options, so that what fails is neither's own: that is the business of
    other checks. draw: for the upstream gradients, where gradients are to carry over too.
    """
    pairs = list(pairs)
    usual = list({id(case): case for case, _ in pairs}.values())  # of which each may have several
    if draw and are_right(attempt, [*usual, *(rarer for _, rarer in pairs)], oracle, draw):
        return

    def after(right: Iterable[Case]) -> list[Case]:
        known = {id(case) for case in right}
        return [rarer for case, rarer in pairs if id(case) in known]

    values(attempt, after(right_on(attempt, usual, oracle)), oracle)
    if draw:
        graded = [case for case in usual if case.wrt]
        rarer = after(right_gradients(attempt, graded, oracle, draw))
        finite = [case for case in rarer if oracle.value(case).isfinite().all()]
        gradients(attempt, finite, oracle, draw)


def are_right(attempt: Attempt, cases: Iterable[Case], oracle: Oracle, draw: Draw) -> bool:
    """Whether all of each call is: what most attempts are, so that it is asked first, at once."""
    calls = [(case, hold.backward_for(case, oracle, draw)) for case in cases]
    try:
        with closing(attempt.run_each(calls)) as results:
            for (case, backward), result in zip(calls, results):
                hold.everything(attempt, case, backward, result, oracle)
    except CheckFailed:
        return False
    return True


def failure(attempt: Attempt, cases: Iterable[Case], oracle: Oracle) -> CheckFailed | None:
    """How `values` fails on these cases; None where it does not."""
    try:
        values(replace(attempt, patience=Patience()), cases, oracle)
    except CheckFailed as failed:
        return failed
    return None


def holds(attempt: Attempt, case: Case, oracle: Oracle) -> bool:
    """Whether the attempt is right on a case; for checks that depend on what it can do."""
    return bool(right_on(attempt, [case], oracle))


def right_on(attempt: Attempt, cases: Iterable[Case], oracle: Oracle) -> list[Case]:
    """Those of the cases that the attempt is right on; the others are other checks' business."""
    cases = list(cases)
    right = which_hold(
        attempt,
        [(case, None) for case in cases],
        lambda case, _, result: hold.value(attempt, case, result.output, oracle),
    )
    return [case for case, held in zip(cases, right) if held]


def right_gradients(
    attempt: Attempt, cases: Iterable[Case], oracle: Oracle, draw: Draw
) -> list[Case]:
    """Those of the cases whose gradients are right; the others are other checks' business."""
    calls = _differentiated(cases, oracle, draw)
    right = which_hold(
        attempt,
        calls,
        lambda case, backward, result: hold.gradients(attempt, case, result, backward, oracle),
    )
    return [case for (case, _), held in zip(calls, right) if held]


def on_what_is_right(
    attempt: Attempt, cases: list[Case], oracle: Oracle, check: Callable[[list[Case]], None]
) -> None:
    """`check` on those of the cases that the attempt is right on; most are on all, tried first."""
    try:
        check(cases)
    except CheckFailed:
        if right := right_on(attempt, cases, oracle):
            check(right)


@contextmanager
def only_together(
    attempt: Attempt, cases: list[Case], oracle: Oracle, draw: Draw | None = None
) -> Iterator[None]:
    """What fails within is told where the attempt is right on each of the cases by itself.

    draw: for upstream gradients, where it is the gradients that must be right.
    """
    try:
        yield
    except CheckFailed:
        right = (
            right_gradients(attempt, cases, oracle, draw)
            if draw
            else right_on(attempt, cases, oracle)
        )
        if len(right) == len(cases):
            raise


def which_hold(
    attempt: Attempt,
    calls: Sequence[tuple[Case, AnyBackward]],
    judge: Callable[[Case, AnyBackward, Result], None],
) -> list[bool]:
    """Of which of the calls something comes back that `judge` lets pass."""

    def holds(case: Case, backward: AnyBackward, outcome: Result | CheckFailed) -> bool:
        if isinstance(outcome, CheckFailed):
            return False
        try:
            judge(case, backward, outcome)
        except CheckFailed:
            return False
        return True

    with closing(attempt.try_each(calls)) as outcomes:
        return [holds(*call, outcome) for call, outcome in zip(calls, outcomes)]


def under_right_reductions(
    attempt: Attempt,
    cases: Iterable[Case],
    probes: Iterable[Case],
    oracle: Oracle,
    reductions: Iterable[str] = ("none", "sum", "mean"),
) -> list[Case]:
    """Those cases whose reduction the attempt gets right on the probes; all where none is left.

    The check of a reduction, which must try the probes too, tells what is wrong with it; the
    others can then still tell what else is, and give the points for what is right.
    """
    cases, probes, reductions = list(cases), list(probes), tuple(reductions)
    known = attempt.session.remember(
        f"which of {reductions} is right in {probes[0].entry}",
        lambda: [
            name
            for name in reductions
            if all(holds(attempt, probe.with_options(reduction=name), oracle) for probe in probes)
        ],
    )
    return [case for case in cases if case.options.get("reduction", "mean") in known] or cases


def under_one_right_reduction(
    attempt: Attempt, cases: Iterable[Case], probes: Iterable[Case], oracle: Oracle
) -> list[Case]:
    """The cases under one reduction that the attempt gets right on the probes."""
    cases = list(cases)
    names = reduced(cases[:1], "sum", "none", "mean")
    (case, *_) = under_right_reductions(attempt, names, probes, oracle)
    return reduced(cases, case.options["reduction"])


def gradients(attempt: Attempt, cases: Iterable[Case], oracle: Oracle, draw: Draw) -> None:
    """The gradients against a random upstream gradient are those of the reference."""
    try:
        _hold_each(attempt, _differentiated(cases, oracle, draw), oracle)
    except CheckFailed as failure:

        def again(case: Case) -> None:
            backward = Backward(torch.full_like(oracle.value(case), 2).to(case.dtype))
            hold.gradients(attempt, case, attempt.run(case, backward), backward, oracle)

        # Rounded numbers may lie on a kink, where there is no gradient to compare.
        raise smallest(attempt, failure, oracle, again, False) from failure.__cause__


def _differentiated(
    cases: Iterable[Case], oracle: Oracle, draw: Draw
) -> list[tuple[Case, Backward]]:
    return [(case, Backward(draw.upstream(oracle.value(case).to(case.dtype)))) for case in cases]


def _hold_each(attempt: Attempt, calls: Sequence[tuple[Case, Backward]], oracle: Oracle) -> None:
    with closing(attempt.run_each(calls)) as results:
        for (case, backward), result in zip(calls, results):
            hold.gradients(attempt, case, result, backward, oracle)


def second_derivatives(attempt: Attempt, cases: Iterable[Case], oracle: Oracle, draw: Draw) -> None:
    """The gradient itself can be differentiated, and gives the reference's Hessian."""
    for case in cases:
        upstream = draw.upstream(oracle.value(case).to(case.dtype))
        direction = draw.upstream(case.inputs[0])
        backward = Backward(upstream, direction)
        result = attempt.run(case, backward)
        hold.gradients(attempt, case, result, backward, oracle)
        _, expected = oracle.gradients(case, backward)
        if expected is None:
            raise LookupError("a second derivative was asked for without a direction")
        along = hold.largest(upstream) * direction
        what = "second derivative"
        hold.gradient(attempt, case, expected, result.second, backward, along, what)


def repeated_backward(attempt: Attempt, cases: Iterable[Case], oracle: Oracle, draw: Draw) -> None:
    """One instance, called and differentiated on one input after another.

    Then the first again, whose backward pass comes after the forward pass of another.
    """
    cases = list(cases)
    if not cases:
        return
    built = attempt.build(cases[0])
    for between in ((), *(case.inputs for case in cases[1:3])):
        for case in cases if not between else cases[:1]:
            backward = Backward(draw.upstream(oracle.value(case).to(case.dtype)), between=between)
            try:
                hold.gradients(attempt, case, attempt.call(built, case, backward), backward, oracle)
            except CheckFailed as failure:
                if not between:
                    raise
                failure.message = f"after another forward pass, {failure.message}"
                raise failure.not_by_hand() from failure.__cause__
