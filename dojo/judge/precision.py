"""Whether whole calls are right in whatever precision: dtype, value and gradients; and autocast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

import torch
from torch import Tensor

from dojo.judge import expect, hold
from dojo.judge.attempt import Attempt
from dojo.judge.call import Backward, CheckFailed, Result
from dojo.judge.case import MAX_BY_HAND, Case, Draw, scattered
from dojo.judge.compare import number_problem, shape_problem
from dojo.judge.loss import Loss
from dojo.judge.oracle import Oracle
from dojo.judge.shrink import smallest

# How much wider the bound of a running total is, as each of thousands of steps rounds. Measured:
# right answers are up to 32 ulps off, over ten seeds; `verify` holds them to 64, a grading to 192.
TOTAL = 16.0

LAYOUTS: tuple[Callable[[Tensor], Tensor], ...] = (
    lambda dense: dense,
    lambda dense: dense.flatten()[0].expand(dense.shape),
    scattered,
    lambda dense: dense * 1024,  # as a loss is scaled for 16 bits
)


def is_right_in(
    attempt: Attempt,
    cases: Iterable[Case],
    loss: Loss,
    draw: Draw,
    totals: bool = False,
    views: bool = False,
) -> None:
    """Values and gradients in the cases' own precision: its dtype, and within a few of its ulps.

    totals: a running total of all that goes in is precise enough. views: upstream gradients of
    every layout, such as sum() and transpose() send back.
    """

    slack = TOTAL if totals else 1.0
    calls = [(case, hold.backward_for(case, loss.oracle(case), draw)) for case in cases]
    if views:
        calls = [
            (case, backward and Backward(LAYOUTS[place % len(LAYOUTS)](backward.upstream)))
            for place, (case, backward) in enumerate(calls)
        ]
    try:
        with closing(attempt.run_each(calls)) as results:
            for (case, backward), result in zip(calls, results):
                hold.everything(attempt, case, backward, result, loss.oracle(case), slack)
    except CheckFailed as failure:
        if failure.case is None:
            raise
        oracle = loss.oracle(failure.case)

        def again(case: Case) -> None:
            backward = hold.backward_for(case, oracle, draw)
            result = attempt.run(case, backward)
            hold.everything(attempt, case, backward, result, oracle, slack)

        told = smallest(attempt, failure, oracle, again, False)
        if told.case is None or told.case.inputs[0].numel() > MAX_BY_HAND:
            told.not_by_hand()
        raise told from failure.__cause__


def right_on(
    attempt: Attempt, cases: Sequence[Case], oracles: Sequence[Oracle], draw: Draw
) -> list[bool]:
    """On which of the cases the attempt's value and gradients are right."""
    calls = [(case, hold.backward_for(case, oracle, draw)) for case, oracle in zip(cases, oracles)]
    by_case = {id(case): oracle for case, oracle in zip(cases, oracles)}

    def is_right(case: Case, backward: Backward | None, result: Result) -> None:
        hold.everything(attempt, case, backward, result, by_case[id(case)])

    return expect.which_hold(attempt, calls, is_right)


def stands_autocast(attempt: Attempt, cases: Iterable[Case], loss: Loss) -> None:
    """Under torch.autocast a float32 call gives the loss, to the precision of bfloat16.

    The result may be bfloat16, which autocast makes of a matrix product, or float32.
    """
    for case in cases:
        oracle = loss.oracle(case)
        try:
            reply, results = attempt.ask("call", case, autocast=True)
        except CheckFailed as failure:
            failure.message = f"under torch.autocast {failure.message}"
            raise failure.not_by_hand() from failure.__cause__
        got = attempt.result(case, reply, results).output
        expected = oracle.value(case)
        bound = oracle.bound(case, torch.bfloat16)
        problem = shape_problem(got, expected) or number_problem(got, expected, bound)
        if problem:
            said = f"under torch.autocast: {problem}"
            raise attempt.fail(case, said, expected, got).not_by_hand()
