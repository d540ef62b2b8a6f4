"""What a grading changed against the one before: checks that now pass, and that now fail."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from dojo.judge.verdict import CheckResult, Grading, Outcome, is_not_run
from dojo.report import wording

LISTED = 5  # of each kind; more is a wall


@dataclass(frozen=True)
class Changes:
    """The checks whose outcome went over to the other side, and the score before."""

    passed: tuple[CheckResult, ...]
    failed: tuple[CheckResult, ...]


def compare(before: Grading, after: Grading) -> Changes:
    """What `after` changed; a check that ran in only one of the two is no change."""
    passed_before = {
        (check.id, check.device): check.outcome is Outcome.PASSED
        for check in before.checks
        if _ran(check)
    }
    changed = [
        check
        for check in after.checks
        if _ran(check)
        and passed_before.get((check.id, check.device), _passed(check)) != _passed(check)
    ]
    return Changes(
        tuple(filter(_passed, changed)),
        tuple(check for check in changed if not _passed(check)),
    )


def ran(grading: Grading) -> bool:
    """Whether any check of the grading was tried: there is something to compare with."""
    return any(map(_ran, grading.checks))


def _ran(check: CheckResult) -> bool:
    return check.outcome is not Outcome.SKIPPED and not is_not_run(check)


def _passed(check: CheckResult) -> bool:
    return check.outcome is Outcome.PASSED


def render(console: Console, changes: Changes) -> None:
    """One line a change, the bad news first; nothing where nothing changed."""
    failed = [("now FAILS", "red", check) for check in changes.failed]
    passed = [("now passes", "green", check) for check in changes.passed]
    for lines in (failed, passed):
        if lines:
            console.print()
        for word, colour, check in lines[:LISTED]:
            title = Text(f"  {word:<12}", style=f"bold {colour}", no_wrap=True, overflow="ellipsis")
            console.print(title.append(wording.title(check), style="not bold default"))
        if len(lines) > LISTED:
            console.print(f"  {lines[0][0]:<12}and {len(lines) - LISTED} more")
