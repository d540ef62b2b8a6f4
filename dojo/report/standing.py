"""Where a person stands with one kata, as data and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Status(str, Enum):
    """What has become of a kata: `due` is accepted once, and its memory has faded since."""

    NEW = "new"
    BEGUN = "begun"
    ACCEPTED = "accepted"
    DUE = "due"


@dataclass(frozen=True)
class Standing:
    """One kata's standing. A round goes from a blank stub to the next blank one after acceptance.

    best: the best score ever, None where nothing was graded. spent_s: over all rounds. hints,
    peeked and round_accepted tell of the present round. Times are in UTC.
    """

    kata: str
    status: Status
    best: int | None
    spent_s: float
    last: datetime | None
    due: datetime | None
    hints: int
    peeked: bool
    round_accepted: bool

    @property
    def is_solved(self) -> bool:
        return self.status in (Status.ACCEPTED, Status.DUE)


def day(time: datetime | None) -> str:
    """The day of a time where the person is, as in 2026-03-01; "-" for none."""
    return time.astimezone().date().isoformat() if time else "-"


def days_ago(time: datetime | None, now: datetime) -> str:
    """How long ago in days, as in "today" and "3d ago"; "-" for never."""
    if time is None:
        return "-"
    days = (now.astimezone().date() - time.astimezone().date()).days
    return f"{days}d ago" if days > 0 else "today"


def duration(seconds: float) -> str:
    """A time spent, as in 25m and 1h05m; "-" for less than half a minute."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m" if minutes else "-"


def with_help(score: int, hints: int, peeked: bool) -> str:
    """A score and the help that it took, as in "100 with 2 hints and the solution seen"."""
    helped = [f"{hints} hint{'s' * (hints > 1)}"] if hints else []
    helped += ["the solution seen"] if peeked else []
    return f"{score} with {' and '.join(helped)}" if helped else str(score)


def after_grading(standing: Standing, score: int, accepted: bool) -> str:
    """What a grading of the kata's stub adds to the memory, in a line; empty where nothing."""
    helped = with_help(score, standing.hints, standing.peeked)
    if not accepted:
        return f"This round: {helped}." if helped != str(score) else ""
    if standing.status is Status.DUE:
        back = "It is due: write it from blank again with: python grader.py practice"
    else:
        back = f"It comes back blank on {day(standing.due)}: python grader.py next"
    return f"This round: {helped}. {back}"
