"""How an interview is scored: one table of rules, each with the evidence that it goes by.

Four dimensions from 1 to 4, as interviewers score them, and a reading on the usual six-point scale.
The first rule of a dimension that holds gives the score. What was not measured says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dojo.interview import record as kinds
from dojo.interview.record import Record, StageRecord

SLOW = 1.25  # times a stage's target: beyond it, it counts as slow


@dataclass(frozen=True)
class Evidence:
    """What the rules go by, counted from the events of one interview."""

    stages: int
    passed: int
    given_up: int
    hints: int
    on_time: int  # passed within SLOW times their target
    submitted: int  # stages with a submission
    at_first: int  # passed with their first submission
    tried_first: int  # run on the visible examples before their first submission
    important: int  # clarifying questions that change the code
    asked: int  # of those
    stability_early: bool | None  # stability checks of a later stage held before it was reached
    ratings: tuple[int, ...]

    @property
    def share(self) -> float:
        return self.passed / self.stages if self.stages else 0.0


@dataclass(frozen=True)
class Rule:
    """A score, in words and as what must hold."""

    score: int
    says: str
    holds: Callable[[Evidence], bool]


@dataclass(frozen=True)
class Score:
    """A dimension's score; None where nothing was there to measure, and why."""

    dimension: str
    score: int | None
    why: str


DIMENSIONS: dict[str, tuple[Rule, ...]] = {
    "problem solving": (
        Rule(
            4,
            "every stage passed without a hint, and half of the important questions asked",
            lambda e: e.passed == e.stages and not e.hints and 2 * e.asked >= e.important,
        ),
        Rule(
            3,
            "two thirds of the stages passed, with at most one hint for two of them",
            lambda e: e.share >= 2 / 3 and 2 * e.hints <= e.passed,
        ),
        Rule(2, "a third of the stages passed", lambda e: e.share >= 1 / 3),
        Rule(1, "fewer than a third of the stages passed", lambda e: True),
    ),
    "coding": (
        Rule(
            4,
            "three of four submitted stages passed at the first submission, and as many of those "
            f"passed within {SLOW:g} times their target",
            lambda e: 4 * e.at_first >= 3 * e.submitted and 4 * e.on_time >= 3 * e.passed > 0,
        ),
        Rule(
            3,
            "half of the submitted stages passed at the first submission",
            lambda e: 2 * e.at_first >= e.submitted and e.passed > 0,
        ),
        Rule(2, "a stage passed", lambda e: e.passed > 0),
        Rule(1, "no stage passed", lambda e: True),
    ),
    "verification": (
        Rule(
            4,
            "a stage passed, the examples were run before three of four first submissions, and "
            "large numbers were right before they were asked about (where the kata has them)",
            lambda e: _tries_first(e) and e.stability_early is not False,
        ),
        Rule(
            3,
            "a stage passed, and the examples were run before three of four first submissions",
            lambda e: _tries_first(e),
        ),
        Rule(2, "the examples were run before some submission", lambda e: e.tried_first > 0),
        Rule(1, "what was submitted had not been run", lambda e: True),
    ),
    "communication": (
        Rule(4, "own answers rated 3.5 or more on average", lambda e: _mean(e.ratings) >= 3.5),
        Rule(3, "own answers rated 2.5 or more on average", lambda e: _mean(e.ratings) >= 2.5),
        Rule(2, "own answers rated 1.5 or more on average", lambda e: _mean(e.ratings) >= 1.5),
        Rule(1, "own answers rated below 1.5 on average", lambda e: True),
    ),
}
NOT_MEASURED: dict[str, tuple[Callable[[Evidence], bool], str]] = {
    "coding": (lambda e: e.submitted == 0, "nothing was submitted"),
    "verification": (lambda e: e.submitted == 0, "nothing was submitted"),
    "communication": (lambda e: not e.ratings, "no answer was rated against the model answers"),
}
# By the mean of the dimensions that were measured.
OVERALL = (
    (3.75, "strong hire"), (3.25, "hire"), (2.75, "lean hire"),
    (2.25, "lean no hire"), (1.5, "no hire"), (0.0, "strong no hire"),
)  # fmt: skip


def evidence(record: Record, now: float) -> Evidence:
    """What happened, counted."""
    stages = record.stages(now)
    passed = [stage for stage in stages if stage.outcome == "accepted"]
    submitted = [stage for stage in stages if stage.of(kinds.SUBMIT)]
    important = {
        place for place, each in enumerate(record.kata.ladder.clarifications) if each.important
    }
    asked = {event.data["clarification"] for event in record.of(kinds.ASK)}
    return Evidence(
        stages=len(stages),
        passed=len(passed),
        given_up=sum(stage.outcome == "given up" for stage in stages),
        hints=len(record.of(kinds.HINT)),
        on_time=sum(stage.seconds <= SLOW * 60 * stage.stage.minutes for stage in passed),
        submitted=len(submitted),
        at_first=sum(stage.first_submission_passed is True for stage in submitted),
        tried_first=sum(map(_tried_first, submitted)),
        important=len(important),
        asked=len(important & asked),
        stability_early=_stability_early(record),
        ratings=tuple(ratings(record).values()),
    )


def ratings(record: Record) -> dict[int, int]:
    """The last rating of each discussion question, by its place."""
    return {event.data["discussion"]: event.data["rating"] for event in record.of(kinds.RATE)}


def scores(found: Evidence) -> list[Score]:
    """Every dimension with its score and the rule that gave it."""
    return [_score(dimension, rules, found) for dimension, rules in DIMENSIONS.items()]


def overall(found: list[Score]) -> str:
    """The reading on the six-point scale; says so where nothing was measured."""
    measured = [each.score for each in found if each.score is not None]
    if not measured:
        return "not measured"
    mean = sum(measured) / len(measured)
    return next(reading for least, reading in OVERALL if mean >= least)


def _score(dimension: str, rules: tuple[Rule, ...], found: Evidence) -> Score:
    nothing, why = NOT_MEASURED.get(dimension, (lambda _: False, ""))
    if nothing(found):
        return Score(dimension, None, why)
    rule = next(rule for rule in rules if rule.holds(found))
    return Score(dimension, rule.score, rule.says)


def _tried_first(stage: StageRecord) -> bool:
    first = stage.of(kinds.SUBMIT)[0].time
    return any(run.time <= first for run in stage.of(kinds.RUN))


def _tries_first(found: Evidence) -> bool:
    return found.passed > 0 and 4 * found.tried_first >= 3 * found.submitted


def _stability_early(record: Record) -> bool | None:
    """Whether a check of large numbers passed before its stage; None where none was to come."""
    later = [event.data["later"] for event in record.of(kinds.SUBMIT) if event.data["later"]]
    return any(any(passed.values()) for passed in later) if later else None


def _mean(values: tuple[int, ...]) -> float:
    return sum(values) / len(values) if values else 0.0
