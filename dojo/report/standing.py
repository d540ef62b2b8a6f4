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


def with_help(score: int, hints: int, peeked: bool) -> str:
    """A score and the help that it took, as in "100 with 2 hints and the solution seen"."""
    helped = [f"{hints} hint{'s' * (hints > 1)}"] if hints else []
    helped += ["the solution seen"] if peeked else []
    return f"{score} with {' and '.join(helped)}" if helped else str(score)
