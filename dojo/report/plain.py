"""One grading for a screen reader or a log: one fact a line, each with its name, no layout."""

from __future__ import annotations

from collections.abc import Iterator

from dojo.judge.verdict import CheckResult, Grading, Outcome
from dojo.report import wording

OUTCOMES = {
    Outcome.PASSED: "Passed",
    Outcome.FAILED: "Failed",
    Outcome.ERROR: "Failed with an error",
    Outcome.TIMEOUT: "Failed at the time limit",
    Outcome.MEMORY: "Failed at the memory limit",
    Outcome.SKIPPED: "Skipped",
}


def plain(grading: Grading, again: wording.Again | None = None) -> str:
    """The grading as lines of text: the verdict first, the next step last."""
    again = again or wording.Again.on_the_command_line(grading)
    return "\n".join(line.rstrip() for line in _lines(grading, again))


def _lines(grading: Grading, again: wording.Again) -> Iterator[str]:
    yield f"{grading.kata}: {wording.VERDICTS[grading.kind]}, {wording.points(grading)}"
    yield f"Attempt: {grading.attempt}"
    yield f"Device: {', '.join(grading.devices)}"
    yield f"Seed: {grading.seed}"
    yield f"Seconds: {grading.seconds['total']:.1f}"
    if exposure := wording.exposure(grading):
        yield exposure
    for use in grading.forbidden:
        yield f"Forbidden: {wording.forbidden(use)}"
    if grading.trouble:
        yield f"Trouble: {_one_line(grading.trouble.message)}"
    yield from _diagnoses(grading)
    for section in wording.sections(grading):
        yield f"Category {section.category}: {section.points} of {section.max_points} points"
        for check in section.checks:
            yield from _check(check)
    for table in wording.expenses(grading.expenses):
        yield from table.plain()
    for text in grading.advice:
        yield f"Advice, no points: {_one_line(text)}"
    for line in wording.printed(grading, again):
        yield f"It printed: {line}"
    for line in wording.next_step(grading, again).splitlines():
        yield f"Next: {line}"


def _diagnoses(grading: Grading) -> Iterator[str]:
    mistakes = wording.mistakes(grading)
    if above := wording.several(grading):
        yield above
    for mistake in mistakes:
        yield from _facts(mistake.facts)
        if mistake.telling:
            yield wording.TELLING
            yield from _facts(mistake.telling)


def _check(check: CheckResult) -> Iterator[str]:
    # Said whole each time: a line of a log stands alone.
    earned = "" if check.outcome is Outcome.SKIPPED else f"{check.points} of "
    yield f"{OUTCOMES[check.outcome]}: {wording.title(check)}, {earned}{check.max_points} points"
    if check.outcome is Outcome.PASSED:
        return
    yield f"Why: {_one_line(check.message)}"
    if check.counterexample:
        yield from _facts(wording.example(check.counterexample))


def _facts(facts: dict[str, str]) -> Iterator[str]:
    for name, text in facts.items():
        yield f"{name}: {_one_line(text)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
