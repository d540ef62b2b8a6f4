"""One grading on a terminal: verdict, checks by category, what failed and on which input."""

from __future__ import annotations

import shlex
import textwrap
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

from dojo.judge.marks import CATEGORIES
from dojo.judge.plugin import NOT_WRITTEN, is_not_run
from dojo.judge.verdict import CheckResult, Counterexample, Grading, Kind, Outcome

HEADLINES = {
    Kind.ACCEPTED: ("accepted", "green"),
    Kind.WRONG_ANSWER: ("wrong answer", "red"),
    Kind.RUNTIME_ERROR: ("runtime error", "red"),
    Kind.TIME_LIMIT: ("time limit exceeded", "red"),
    Kind.MEMORY_LIMIT: ("memory limit exceeded", "red"),
    Kind.FORBIDDEN: ("forbidden", "magenta"),
    Kind.INCOMPLETE: ("incomplete", "yellow"),
    Kind.INVALID: ("invalid", "yellow"),
}
# Words, not signs: they read the same without colour, in a log and aloud.
WORDS = {
    Outcome.PASSED: ("pass", "green"),
    Outcome.FAILED: ("FAIL", "red"),
    Outcome.ERROR: ("ERROR", "red"),
    Outcome.TIMEOUT: ("TIME", "red"),
    Outcome.MEMORY: ("MEMORY", "red"),
    Outcome.SKIPPED: ("skip", "yellow"),
}
PRINTED_LINES = 20
INDENT, POINTS = 8, 6  # columns left of a title, and for the points right of it


def render(console: Console, grading: Grading) -> None:
    """Print the grading, in at most the console's width."""
    _headline(console, grading)
    for use in grading.forbidden:
        where = f"line {use.line}: " if use.line else ""
        how = "called" if use.how == "call" else "used"
        console.print(Text(f"  {where}{use.name} is {how}, and forbidden here: {use.instead}."))
    if grading.trouble:
        console.print(Text(f"  {grading.trouble.message}"))
    for category in CATEGORIES:
        _category(console, category, [c for c in grading.checks if c.category == category])
    for text in grading.advice:
        console.print(Text(f"\nAdvice (no points): {text}", style="cyan"))
    _printed(console, grading.output)
    console.print(Text(f"\n{next_step(grading)}"), soft_wrap=True)  # commands stay in one piece


def next_step(grading: Grading) -> str:
    """What to do now, in one or two lines."""
    own = f"katas/{grading.kata}/stub.py"
    again = f"python grader.py {grading.kata}"
    if Path(grading.attempt).as_posix() != own:
        again += f" --attempt {shlex.quote(grading.attempt)}"
    if grading.kind is Kind.ACCEPTED:
        skipped = sum(check.outcome is Outcome.SKIPPED for check in grading.checks)
        kept = f" {skipped} checks were skipped, see above." if skipped else ""
        return f"Every check that ran has passed.{kept} Next kata: python grader.py list"
    if grading.kind is Kind.INCOMPLETE:
        spec = f"python grader.py show {grading.kata}"
        return f"Fill in the bodies of {own}, then: {again}\nThe spec: {spec}"
    if grading.kind is Kind.FORBIDDEN:
        return f"Write that part by hand, then: {again}"
    seed = f"{again} --seed {grading.seed}"
    return f"Start with the first failed check. The same inputs again: {seed}"


def _headline(console: Console, grading: Grading) -> None:
    words, colour = HEADLINES[grading.kind]
    line = Text(f"{grading.kata}: ", style="bold")
    line.append(words, style=f"bold {colour}")
    line.append(f", {grading.score} of 100 points", style="bold")
    console.print(line)
    facts = f"{grading.attempt}, {', '.join(grading.devices)}, seed {grading.seed}"
    console.print(Text(f"  {facts}, {grading.seconds['total']:.1f} s", style="dim"))


def _category(console: Console, category: str, checks: list[CheckResult]) -> None:
    if not checks:
        return
    ran = [check for check in checks if check.outcome is not Outcome.SKIPPED]
    points, of = sum(c.points for c in ran), sum(c.max_points for c in ran)
    waiting = [check for check in checks if check.message == NOT_WRITTEN or is_not_run(check)]
    if len(waiting) == len(checks):
        return  # the lines above have said why; a wall of the same error teaches nothing
    console.print(Text(f"\n{category}, {points} of {of}", style="bold"))
    for _, same in groupby(checks, key=lambda c: c.message or c.id):
        for position, check in enumerate(same):
            _check(console, check, repeated=position > 0)


def _check(console: Console, check: CheckResult, repeated: bool) -> None:
    word, colour = WORDS[check.outcome]
    title = check.title + (f" [{check.device}]" if check.device != "cpu" else "")
    first, *rest = _wrap(title, console.width - INDENT - POINTS)
    points = f"{check.points}/{check.max_points}"
    line = Text(f" {word:<{INDENT - 1}}", style=colour)
    line.append(f"{first:<{console.width - INDENT - POINTS}}{points:>{POINTS}}", style="default")
    console.print(line)
    _indented(console, rest)
    if check.outcome is Outcome.PASSED:
        return
    message = "as above" if repeated else check.message
    _indented(console, _wrap(message, console.width - INDENT), style=colour)
    if check.counterexample and not repeated:
        _example(console, check.counterexample)


def _example(console: Console, example: Counterexample) -> None:
    facts = {"call": example.call} | {name: _value(v) for name, v in example.inputs.items()}
    results = {"expected": example.expected, "got": example.got}
    facts |= {name: _value(value) for name, value in results.items() if value is not None}
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


def _value(value: object) -> str:
    return value if isinstance(value, str) else str(value).replace("'", "")


def _printed(console: Console, output: str) -> None:
    if not output.strip():
        return
    lines = output.splitlines()
    console.print(Text("\nIt printed", style="bold"))
    for line in lines[:PRINTED_LINES]:
        # An attempt's bytes must not steer the reader's terminal.
        clean = "".join(c if c.isprintable() or c == "\t" else "�" for c in line)
        console.print(Text(f"  {clean[:400]}"))
    if len(lines) > PRINTED_LINES:
        console.print(Text(f"  ... {len(lines) - PRINTED_LINES} more lines (all of them: --json)"))
