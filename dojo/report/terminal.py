"""One grading on a terminal: verdict, checks by category, what failed and on which input."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from dojo.judge.verdict import (
    NOT_WRITTEN,
    CheckResult,
    Counterexample,
    Expense,
    Grading,
    Kind,
    Outcome,
)
from dojo.report import changes, wording

VERDICT_COLOURS = {
    Kind.ACCEPTED: "green",
    Kind.FORBIDDEN: "magenta",
    Kind.INCOMPLETE: "yellow",
    Kind.INVALID: "yellow",
}
OUTCOME_COLOURS = {Outcome.PASSED: "green", Outcome.SKIPPED: "yellow"}
INDENT, POINTS = 8, 6  # columns left of a title, and for the points right of it


def render(
    console: Console,
    grading: Grading,
    before: Grading | None = None,
    again: wording.Again | None = None,
) -> None:
    """Print the grading, in at most the console's width.

    before: an earlier grading of the same kata, against which changes are marked. again: how to
    have it graded again (default: on the command line).
    """
    again = again or wording.Again.on_the_command_line(grading)
    _opening(console, grading, before)
    _diagnoses(console, grading)
    for section in wording.sections(grading):
        heading = f"\n{section.category}, {section.points} of {section.max_points}"
        console.print(Text(heading, style="bold"))
        for check, message, counterexample in section.told():
            _check(console, check, message, counterexample)
    expenses(console, grading.expenses)
    for text in grading.advice:
        console.print(Text(f"\nAdvice (no points): {text}", style="cyan"))
    _printed(console, wording.printed(grading, again))
    next_step = wording.next_step(grading, again)
    console.print(Text(f"\n{next_step}"), soft_wrap=True)  # commands stay in one piece


def render_brief(console: Console, grading: Grading, before: Grading | None = None) -> None:
    """As `render`, but of the checks only the first that failed, and those that were skipped."""
    _opening(console, grading, before)
    _diagnoses(console, grading)
    checks = [check for section in wording.sections(grading) for check in section.checks]
    failed = [
        check
        for check in checks
        if check.outcome not in (Outcome.PASSED, Outcome.SKIPPED) and check.message != NOT_WRITTEN
    ]
    if failed:
        counted = "1 check fails:" if len(failed) == 1 else f"{len(failed)} checks fail, first:"
        console.print(Text(f"\n{counted}", style="bold"))
        _check(console, failed[0], failed[0].message, failed[0].counterexample)
    for check in checks:
        if check.outcome is Outcome.SKIPPED:
            _check(console, check, check.message, None)
    _printed(console, wording.printed(grading, wording.Again.on_the_command_line(grading)))


def _opening(console: Console, grading: Grading, before: Grading | None) -> None:
    _headline(console, grading, before)
    if exposure := wording.exposure(grading):
        for line in _wrap(exposure, console.width - 2):
            console.print(Text(f"  {line}", style="yellow"))
    for use in grading.forbidden:
        console.print(Text(f"  {wording.forbidden(use)}"))
    if grading.trouble:
        console.print(Text(f"  {grading.trouble.message}"))
    if before is not None:
        changes.render(console, changes.compare(before, grading))


def _headline(console: Console, grading: Grading, before: Grading | None) -> None:
    colour = VERDICT_COLOURS.get(grading.kind, "red")
    line = Text(f"{grading.kata}: ", style="bold")
    line.append(wording.VERDICTS[grading.kind], style=f"bold {colour}")
    line.append(f", {wording.points(grading)}", style="bold")
    if before is not None and before.score != grading.score:
        line.append(f", {before.score} before", style="bold")
    console.print(line)
    facts = f"{grading.attempt}, {', '.join(grading.devices)}, seed {grading.seed}"
    console.print(Text(f"  {facts}, {grading.seconds['total']:.1f} s", style="dim"))


def _diagnoses(console: Console, grading: Grading) -> None:
    mistakes = wording.mistakes(grading)
    if above := wording.several(grading):
        console.print(Text(f"\n{above}", style="bold"))
    for mistake in mistakes:
        console.print()
        for label, text in mistake.facts.items():
            for line in _wrap(f"{label}: {text}", console.width - 2):
                console.print(Text(f"  {line}", style="cyan"))
        if mistake.telling:
            console.print(Text(f"  {wording.TELLING}", style="cyan"))
            _example(console, mistake.telling)


def _check(
    console: Console, check: CheckResult, message: str, counterexample: Counterexample | None
) -> None:
    colour = OUTCOME_COLOURS.get(check.outcome, "red")
    width = console.width - INDENT - POINTS
    first, *rest = _wrap(wording.title(check), width)
    line = Text(f" {wording.OUTCOMES[check.outcome]:<{INDENT - 1}}", style=colour)
    points = f"{check.points}/{check.max_points}"
    line.append(f"{first:<{width}}{points:>{POINTS}}", style="default")
    console.print(line)
    _indented(console, rest)
    if check.outcome is Outcome.PASSED:
        return
    _indented(console, _wrap(message, console.width - INDENT), style=colour)
    if counterexample:
        _example(console, wording.example(counterexample))


def expenses(console: Console, told: Iterable[Expense]) -> None:
    """Print what calls cost, a table for each."""
    for table in wording.expenses(told):
        console.print(Text(f"\nWhat a call costs: {table.call}", style="bold"))
        for line in table.lines():
            console.print(Text(line))


def _example(console: Console, facts: dict[str, str]) -> None:
    column = max(map(len, facts)) + 1
    for name, text in facts.items():
        first, *rest = _wrap(text, console.width - INDENT - column)
        lines = [f"{name:<{column}}{first}", *(" " * column + line for line in rest)]
        _indented(console, lines)


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 20)) or [""]


def _indented(console: Console, lines: list[str], style: str = "") -> None:
    for line in lines:
        console.print(Text(" " * INDENT + line, style=style))


def _printed(console: Console, lines: list[str]) -> None:
    if lines:
        console.print(Text("\nIt printed", style="bold"))
        for line in lines:
            console.print(Text(f"  {line}"))
