"""What a verdict says, in the words that every rendering shares."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from dojo.judge.verdict import (
    CATEGORIES,
    NOT_WRITTEN,
    CheckResult,
    Counterexample,
    Diagnosis,
    Expense,
    ForbiddenUse,
    Grading,
    Kind,
    Outcome,
    is_not_run,
)

VERDICTS = {
    Kind.ACCEPTED: "accepted",
    Kind.WRONG_ANSWER: "wrong answer",
    Kind.RUNTIME_ERROR: "runtime error",
    Kind.TIME_LIMIT: "time limit exceeded",
    Kind.MEMORY_LIMIT: "memory limit exceeded",
    Kind.FORBIDDEN: "forbidden",
    Kind.INCOMPLETE: "incomplete",
    Kind.INVALID: "invalid",
}
# Words, not signs: they read the same without colour, in a log and aloud.
OUTCOMES = {
    Outcome.PASSED: "pass",
    Outcome.FAILED: "FAIL",
    Outcome.ERROR: "ERROR",
    Outcome.TIMEOUT: "TIME",
    Outcome.MEMORY: "MEMORY",
    Outcome.SKIPPED: "skip",
}
ONE_OR_THE_OTHER = "Several known mistakes fit:"
TOGETHER = "Known mistakes that explain the failures together:"
TELLING = "This case tells it from the others:"
PRINTED_LINES, PRINTED_COLUMNS = 20, 400


# What an attempt can do where a layer is missing.
EXPOSED = {
    "landlock": "the attempt could read your files",
    "seccomp": "the attempt could use the network and start programs",
}


def exposure(grading: Grading) -> str:
    """What the attempt could do for want of a sandbox, in one line; "" where nothing is missing."""
    if grading.sandbox_level == "off":
        return "Sandbox off: the attempt could do what you can do."
    if not grading.sandbox_missing:
        return ""
    gaps = " and no ".join(grading.sandbox_missing)
    could = "; ".join(EXPOSED[name] for name in grading.sandbox_missing)
    return f"Sandbox: no {gaps} on this machine: {could}. See: python grader.py doctor"


@dataclass(frozen=True)
class Section:
    """The checks of one category; points and their sum are of those that ran."""

    category: str
    points: int
    max_points: int
    checks: tuple[CheckResult, ...]

    def told(self) -> Iterator[tuple[CheckResult, str, Counterexample | None]]:
        """Each check with its message and example; a message is told once, then "as above"."""
        for _, same in groupby(self.checks, key=lambda check: check.message or check.id):
            for position, check in enumerate(same):
                if position and check.message and check.outcome is not Outcome.SKIPPED:
                    yield check, "as above", None
                else:
                    yield check, check.message, check.counterexample


@dataclass(frozen=True)
class Again:
    """How to have the attempt graded again: with new inputs, and with the same.

    stub: where the bodies to fill in are. output: where to read all of what the attempt printed.
    """

    command: str
    same_inputs: str
    stub: str
    output: str = "--json"

    @classmethod
    def on_the_command_line(cls, grading: Grading) -> Again:
        own = f"katas/{grading.kata}/stub.py"
        command = f"python grader.py {grading.kata}"
        if Path(grading.attempt).as_posix() != own:
            command += f" --attempt {shlex.quote(grading.attempt)}"
        return cls(command, f"{command} --seed {grading.seed}", own)


def points(grading: Grading) -> str:
    """The score, and how much of the judging did not happen."""
    skipped = _count(grading, Outcome.SKIPPED)
    return f"{grading.score} of 100 points" + (f", {_checks(skipped)} skipped" if skipped else "")


def forbidden(use: ForbiddenUse) -> str:
    where = f"line {use.line}: " if use.line else ""
    how = "called" if use.how == "call" else "used"
    return f"{where}{use.name} is {how}, and forbidden here: {use.instead}."


def sections(grading: Grading) -> Iterator[Section]:
    """The categories, in order, less those of which nothing could be tried."""
    for category in CATEGORIES:
        checks = tuple(check for check in grading.checks if check.category == category)
        # The verdict has said why; a wall of the same error teaches nothing.
        if all(check.message == NOT_WRITTEN or is_not_run(check) for check in checks):
            continue
        ran = [check for check in checks if check.outcome is not Outcome.SKIPPED]
        yield Section(
            category,
            sum(check.points for check in ran),
            sum(check.max_points for check in ran),
            checks,
        )


@dataclass(frozen=True)
class Mistake:
    """A diagnosis to tell: facts by label, and a case on which several that fit come apart."""

    facts: dict[str, str]
    telling: dict[str, str]


def mistakes(grading: Grading) -> list[Mistake]:
    """The known mistakes that the attempt makes too; several where more than one fits."""
    return [_mistake(grading, diagnosis) for diagnosis in grading.diagnoses]


def several(grading: Grading) -> str:
    """What to say above more than one mistake; "" above one."""
    if len(grading.diagnoses) < 2:
        return ""
    same = len({diagnosis.checks for diagnosis in grading.diagnoses}) == 1
    return ONE_OR_THE_OTHER if same else TOGETHER


def _mistake(grading: Grading, diagnosis: Diagnosis) -> Mistake:
    titles = [title(check) for check in grading.checks if check.id in diagnosis.checks]
    facts = {
        "The mistake": diagnosis.mistake,
        "Repair": diagnosis.repair,
        "It explains": "; ".join(dict.fromkeys(titles)),
    }
    named = {label: " ".join(text.split()) for label, text in facts.items() if text}
    telling = example(diagnosis.telling) if diagnosis.telling else {}
    # Not what the attempt gives here, which has not been asked.
    if "got" in telling:
        telling["with this mistake"] = telling.pop("got")
    return Mistake(named, telling)


def title(check: CheckResult) -> str:
    return check.title + (f" [{check.device}]" if check.device != "cpu" else "")


def example(counterexample: Counterexample) -> dict[str, str]:
    """A counterexample as names and texts: the call, its inputs, expected and got.

    there: where the attempt raised, the tensors that it had.
    """
    results = {"expected": counterexample.expected, "got": counterexample.got}
    values = counterexample.inputs | {k: v for k, v in results.items() if v is not None}
    facts = {"call": counterexample.call}
    facts |= {name: _value(value) for name, value in values.items()}
    there = ", ".join(f"{name} {what}" for name, what in counterexample.tensors.items())
    return facts | ({"there": there} if there else {})


@dataclass(frozen=True)
class ExpenseTable:
    """What one call costs: a row of a name and three figures for each."""

    call: str
    rows: tuple[tuple[str, str, str, str], ...]

    def lines(self) -> Iterator[str]:
        """The rows under their heading, in columns."""
        for name, *figures in (EXPENSE_HEADING, *self.rows):
            yield f"  {name:<42}" + "".join(f"{figure:>10}" for figure in figures)

    def plain(self) -> Iterator[str]:
        """A line for each row."""
        for name, yours, solution, torch in self.rows:
            yield f"Cost, {self.call}, {name}: {yours}; model solution {solution}, torch {torch}"


EXPENSE_HEADING = ("", "yours", "solution", "torch")


def expenses(told: Iterable[Expense]) -> list[ExpenseTable]:
    """What was measured, a table for each call."""
    return [
        ExpenseTable(call, tuple(_expense_row(expense) for expense in same))
        for call, same in groupby(told, key=lambda expense: expense.call)
    ]


def _expense_row(expense: Expense) -> tuple[str, str, str, str]:
    shown = (f"{figure:g}" for figure in (expense.yours, expense.solution, expense.torch))
    yours, solution, torch = shown
    return f"{expense.figure}, {expense.unit}", yours, solution, torch


def printed(grading: Grading, again: Again) -> list[str]:
    """The first lines of what the attempt printed, safe to show."""
    if not grading.output.strip():
        return []
    lines = grading.output.splitlines()
    shown = [printable(line)[:PRINTED_COLUMNS] for line in lines[:PRINTED_LINES]]
    if len(lines) > PRINTED_LINES:
        shown.append(f"... {len(lines) - PRINTED_LINES} more lines (all of them: {again.output})")
    return shown


def next_step(grading: Grading, again: Again) -> str:
    """What to do now, in one or two lines."""
    if grading.kind is Kind.ACCEPTED:
        return f"{_what_passed(grading)} Next kata: python grader.py list"
    if grading.kind is Kind.INCOMPLETE:
        spec = f"python grader.py show {grading.kata}"
        return f"Fill in the bodies of {again.stub}, then: {again.command}\nThe spec: {spec}"
    if grading.kind is Kind.FORBIDDEN:
        return f"Write that part by hand, then: {again.command}"
    if grading.trouble:
        return f"Repair that first, then: {again.command}"
    if all(check.outcome is Outcome.SKIPPED for check in grading.checks):
        return f"No check has run, so nothing was shown. On the CPU: {again.command}"
    return f"Start with the first failed check. The same inputs again: {again.same_inputs}"


def _what_passed(grading: Grading) -> str:
    skipped = _count(grading, Outcome.SKIPPED)
    failed = len(grading.checks) - skipped - _count(grading, Outcome.PASSED)
    if failed:  # of category efficiency, which is not required
        said = "Every check that is required and ran" if skipped else "Every required check"
    else:
        said = "Every check that ran" if skipped else "Every check"
    said += " has passed."
    if failed:
        said += f" {_checks(failed)} for points only failed, see above."
    if skipped:
        said += f" {_checks(skipped)} {'was' if skipped == 1 else 'were'} skipped, see above."
    return said


def _count(grading: Grading, outcome: Outcome) -> int:
    return sum(check.outcome is outcome for check in grading.checks)


def _checks(count: int) -> str:
    return f"{count} check{'' if count == 1 else 's'}"


def _value(value: object) -> str:
    return value if isinstance(value, str) else str(value).replace("'", "")


def printable(line: str) -> str:
    """A line of a stranger's without what would steer the reader's terminal."""
    return "".join(c if c.isprintable() or c == "\t" else "�" for c in line)
