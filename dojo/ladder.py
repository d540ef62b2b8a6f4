"""What must hold of a kata's mock interview: an answer that stops at a stage passes up to there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dojo.catalog import Kata
from dojo.judge.verdict import ForbiddenUse, Grading, Outcome


@dataclass(frozen=True)
class Climb:
    """An answer that stops after a stage, to be graded under some stages' rules.

    kata: with `forbidden` as it is at `stages`, by number from 1.
    """

    kata: Kata
    path: Path
    stops_after: int
    stages: tuple[int, ...]


def climbs(kata: Kata) -> Iterator[Climb]:
    """Every stage's answer under every stage's rules; the last one is the model solution."""
    stages = kata.ladder.stages
    answers = [kata.files.stage_answer(number) for number in range(1, len(stages))]
    rules = {stage.forbidden for stage in stages}
    for number, path in enumerate([*answers, kata.files.solution], 1):
        for forbidden in sorted(rules):
            under = tuple(n for n, stage in enumerate(stages, 1) if stage.forbidden == forbidden)
            if path.exists():
                yield Climb(replace(kata, forbidden=forbidden), path, number, under)


def passes(kata: Kata, stage: int, grading: Grading) -> bool:
    """Whether an answer passes a stage: every check opened so far, and nothing forbidden there."""
    passed = {check.id for check in grading.checks if check.outcome is Outcome.PASSED}
    return not grading.forbidden and set(kata.ladder.checks(stage)) <= passed


def surprises(kata: Kata, checks: set[str], climbed: Iterable[tuple[Climb, Grading]]) -> list[str]:
    """What does not hold of the ladder; checks: the ids of all checks of the kata."""
    toml, stages = kata.files.toml, kata.ladder.stages
    opened = kata.ladder.checks(len(stages))
    found = [f"{toml}: no stage opens {check}" for check in sorted(checks - set(opened))]
    found += [f"{toml}: stages open {check}, no check of it" for check in set(opened) - checks]
    found += [
        f"{toml}: {check} is opened twice" for check in set(opened) if opened.count(check) > 1
    ]
    if stages and stages[-1].forbidden != kata.forbidden:
        found.append(f"{toml}: the last stage forbids other things than the kata")
    for number in range(1, len(stages)):
        path = kata.files.stage_answer(number)
        if not path.exists():
            found.append(f"{path}: no such file; it holds an answer that stops there")
    for climb, grading in climbed:
        for stage in climb.stages:
            passed = passes(kata, stage, grading)
            if passed != (stage <= climb.stops_after):
                verb = "passes" if passed else "fails"
                why = "" if passed else f": {_why(kata, stage, grading)}"
                found.append(f"{climb.path}: {verb} stage {stage}{why} (seed {grading.seed})")
    return found


def _why(kata: Kata, stage: int, grading: Grading) -> str:
    if grading.trouble:
        return grading.trouble.message
    opened = kata.ladder.checks(stage)
    failed = [c.id for c in grading.checks if c.id in opened and c.outcome is not Outcome.PASSED]
    return ", ".join([*map(_forbidden, grading.forbidden), *failed][:4])


def _forbidden(use: ForbiddenUse) -> str:
    return f"{use.name} is forbidden (line {use.line})"
