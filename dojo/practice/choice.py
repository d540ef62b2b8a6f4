"""Where a person stands with every kata, and which is the most useful one now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dojo.catalog import Kata
from dojo.practice import stub_file
from dojo.practice.progress import Progress
from dojo.report.standing import Standing, Status, day


@dataclass(frozen=True)
class Choice:
    """A kata to practise, and why this one."""

    kata: Kata
    why: str


def all_standings(progress: Progress, katas: Sequence[Kata]) -> dict[str, Standing]:
    """By kata; a stub that is no longer blank is begun, though nothing of it was graded."""
    standings = {kata.name: progress.standing(kata.name) for kata in katas}
    for kata in katas:
        if standings[kata.name].status is Status.NEW and stub_file.is_begun(kata):
            standings[kata.name] = replace(standings[kata.name], status=Status.BEGUN)
    return standings


def choose(katas: Sequence[Kata], standings: Mapping[str, Standing]) -> Choice | None:
    """The kata that has been due for longest, else the first unsolved one that can be begun.

    One can be begun when its prerequisites are solved. None: nothing is left to do now.
    """
    due = [kata for kata in katas if standings[kata.name].status is Status.DUE]
    if due:
        kata = min(due, key=lambda kata: day(standings[kata.name].due))
        return Choice(kata, f"due since {day(standings[kata.name].due)}")
    solved = {name for name, standing in standings.items() if standing.is_solved}
    for kata in katas:
        if kata.name not in solved and solved.issuperset(kata.prerequisites):
            after = f", and you have solved {', '.join(kata.prerequisites)}"
            return Choice(kata, "not solved yet" + (after if kata.prerequisites else ""))
    return None


def soonest_due(standings: Mapping[str, Standing]) -> Standing | None:
    """The solved kata that comes back first."""
    scheduled = [standing for standing in standings.values() if standing.due]
    return min(scheduled, key=lambda standing: day(standing.due), default=None)
