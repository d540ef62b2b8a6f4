"""What an interviewer shows while a candidate writes: a few examples, and whether they come out.

They are the smallest cases of the checks that a stage opens, drawn from a seed of their own, so
they tell nothing of what the verdict will be asked.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from torch import Tensor

from dojo.catalog import Kata
from dojo.judge import checks as hidden
from dojo.judge.attempt import Attempt
from dojo.judge.call import Backward, CheckFailed, Result
from dojo.judge.case import Case
from dojo.judge.compare import number_problem, shape_problem
from dojo.judge.grade import Judge, find_uses
from dojo.judge.problems import NotLoaded
from dojo.judge.session import Source
from dojo.judge.verdict import Counterexample

MAX_EXAMPLES = 4
# Wide: an example shows what is meant; how close an answer must come is the verdict's business.
TOLERANCE = 1e-4


@dataclass(frozen=True)
class Example:
    """One call; problem: what is wrong with its result, "" where nothing is."""

    shown: Counterexample
    problem: str


@dataclass(frozen=True)
class Examples:
    """What came of a stage's examples; trouble: why none could be tried, or what is forbidden."""

    tried: tuple[Example, ...]
    trouble: str = ""

    @property
    def passed(self) -> int:
        return sum(not example.problem for example in self.tried)

    @property
    def first_problem(self) -> Example | None:
        return next((example for example in self.tried if example.problem), None)


def try_out(judge: Judge, kata: Kata, stage: int, source: Source, seed: int) -> Examples:
    """Try `source` on the examples of a stage of `kata`, which is as it is at that stage."""
    entries = kata.entries()
    answer = Source(kata.files.solution.read_text("utf-8"), "solution")
    with (
        closing(judge.session(kata, source)) as theirs,
        closing(judge.session(kata, answer)) as ours,
    ):
        attempt, model = (Attempt(each, entries, "cpu", print) for each in (theirs, ours))
        tried: list[Example] = []
        trouble = ""
        try:
            for case, backward in _smallest_cases(kata, stage, model, seed):
                tried.append(_try(attempt, model, case, backward))
        except NotLoaded as problem:
            trouble = str(problem)
        uses = find_uses(kata, source, theirs.denied)
        if uses and not trouble:
            named = ", ".join(f"{use.name} (line {use.line})" for use in uses)
            trouble = f"at this stage you may not use {named}"
        return Examples(tuple(tried), trouble)


def _smallest_cases(
    kata: Kata, stage: int, model: Attempt, seed: int
) -> list[tuple[Case, Backward | None]]:
    opened = kata.ladder.stages[stage - 1].opens
    known = {check.id: check for check in hidden.load(kata.files.hidden_tests)}
    conditions = hidden.Conditions(seed)
    found: list[tuple[Case, Backward | None]] = []
    for check in opened:
        if check in known and len(found) < MAX_EXAMPLES:
            run = hidden.run([known[check]], model.session, model.entries, conditions)
            found += [call for call in run.calls if _result(model, *call) is not None][:1]
    return found


def _result(attempt: Attempt, case: Case, backward: Backward | None) -> Result | None:
    try:
        return attempt.run(case, backward)
    except CheckFailed:
        return None


def _try(attempt: Attempt, model: Attempt, case: Case, backward: Backward | None) -> Example:
    want = model.run(case, backward)
    expected: Tensor | None = want.output
    got: Tensor | None = None
    try:
        result = attempt.run(case, backward)
        got = result.output
        problem = _difference(got, expected)
        if not problem and backward is not None:
            expected, got = want.gradients[0], result.gradients[0]
            problem = "there is no gradient" if got is None else _difference(got, expected)
    except CheckFailed as failure:
        problem = failure.message
    of_gradient = backward if expected is not want.output else None
    shown = attempt.fail(case, problem, expected, got, of_gradient).counterexample
    if shown is None:
        raise LookupError("a failure at a case carries that case")
    return Example(shown, problem)


def _difference(got: Tensor, expected: Tensor | None) -> str:
    if expected is None:
        return ""
    wide = expected.double()
    bound = TOLERANCE * (1 + wide.abs().nan_to_num(1.0, 1.0, 1.0))
    return shape_problem(got, expected) or number_problem(got, wide, bound)
