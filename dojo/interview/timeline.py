"""The timeline of an interview as places on a picture: stages, runs, hints, notes, the score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dojo.interview import record as kinds
from dojo.interview.record import Event, Record

WIDTH, LEFT, RIGHT = 720, 90, 12
STAGE_TOP, STAGE_HEIGHT = 8, 26
ROWS = (  # label, kinds, top of the row
    ("runs", (kinds.RUN,), 54),
    ("submissions", (kinds.SUBMIT,), 78),
    ("hints", (kinds.HINT,), 102),
    ("said", (kinds.NOTE, kinds.ANSWER, kinds.ASK), 126),
)
SCORE_TOP, SCORE_HEIGHT = 152, 60
HEIGHT = SCORE_TOP + SCORE_HEIGHT + 26


@dataclass(frozen=True)
class Bar:
    """A stage, from where to where, and how it ended."""

    x: float
    width: float
    label: str
    outcome: str


@dataclass(frozen=True)
class Mark:
    """One event; good: whether what it tells of went well."""

    x: float
    y: float
    good: bool


@dataclass(frozen=True)
class Timeline:
    """Everything that is drawn, in pixels; minutes: places of the marks below, by label."""

    bars: tuple[Bar, ...]
    rows: tuple[tuple[str, int], ...]
    marks: tuple[Mark, ...]
    score: str  # the points of the line
    minutes: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    stage_top: int = STAGE_TOP
    stage_height: int = STAGE_HEIGHT
    score_top: int = SCORE_TOP
    score_height: int = SCORE_HEIGHT


def timeline(record: Record, now: float) -> Timeline:
    """Place what happened on a line from the start to the end of the interview."""
    end = max(record.finished.time if record.finished else now, record.started + 1)

    def x(time: float) -> float:
        share = min(1.0, (time - record.started) / (end - record.started))
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    bars = [
        Bar(
            x(stage.opened),
            max(2.0, round(x(stage.closed or end) - x(stage.opened) - 1, 1)),
            str(stage.number),
            stage.outcome,
        )
        for stage in record.stages(now)
        if stage.opened is not None
    ]
    marks = [
        Mark(x(event.time), top, _went_well(event))
        for _, shown, top in ROWS
        for event in record.events
        if event.kind in shown and event.time <= end
    ]
    minutes = (end - record.started) / 60
    step = next((step for step in (1, 2, 5, 10, 20) if minutes / step <= 8), 60)
    places = range(0, int(minutes) + 1, step)
    return Timeline(
        bars=tuple(bars),
        rows=tuple((label, top) for label, _, top in ROWS),
        marks=tuple(marks),
        score=_score(record, x, end),
        minutes=tuple((x(record.started + 60 * m), f"{m} min") for m in places),
    )


def _score(record: Record, x: Callable[[float], float], end: float) -> str:
    """The share of the stages passed so far, as a line of steps."""
    stages, passed = len(record.kata.ladder.stages), 0

    def y() -> float:
        return round(SCORE_TOP + SCORE_HEIGHT * (1 - passed / max(stages, 1)), 1)

    points = [(x(record.started), y())]
    for event in record.of(kinds.SUBMIT):
        if event.data["passed"]:
            points.append((x(event.time), y()))
            passed += 1
            points.append((x(event.time), y()))
    points.append((x(end), y()))
    return " ".join(f"{a},{b}" for a, b in points)


def _went_well(event: Event) -> bool:
    if event.kind == kinds.SUBMIT:
        return bool(event.data["passed"])
    if event.kind == kinds.RUN:
        return bool(event.data["passed"] == event.data["of"] and not event.data["trouble"])
    return event.kind != kinds.HINT
