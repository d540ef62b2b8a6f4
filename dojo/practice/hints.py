"""Graded hints: the known mistake that the last grading showed first, then the kata's own."""

from __future__ import annotations

from dataclasses import dataclass

from dojo.catalog import Kata
from dojo.practice.progress import Progress, Record


@dataclass(frozen=True)
class Hint:
    """One hint: the how manieth of this round it is, and how many there are at present."""

    number: int
    of: int
    text: str


def next_hint(progress: Progress, kata: Kata) -> Hint | None:
    """Take one hint more than in this round so far; None where all have been given."""
    taken = progress.hints_taken(kata.name)
    offered = _offered(kata, progress.last(kata.name))
    waiting = [(which, text) for which, text in offered.items() if which not in taken]
    if not waiting:
        return None
    which, text = waiting[0]
    number = progress.take_hint(kata.name, which)
    return Hint(number, number + len(waiting) - 1, text)


def given(progress: Progress, kata: Kata) -> list[str]:
    """The hints of this round again, as far as they still apply."""
    offered = _offered(kata, progress.last(kata.name))
    return [offered[which] for which in progress.hints_taken(kata.name) if which in offered]


def _offered(kata: Kata, last: Record | None) -> dict[str, str]:
    offered = {}
    for diagnosis in last.diagnoses if last else []:
        offered[f"mistake {diagnosis['name']}"] = diagnosis["mistake"]
        offered[f"repair {diagnosis['name']}"] = diagnosis["repair"]
    return offered | {f"kata {number}": text for number, text in enumerate(kata.hints, 1)}
