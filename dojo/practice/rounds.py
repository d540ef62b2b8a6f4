"""A kata's rounds: the first lasts until it is accepted, the next begins with a blank stub."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

TIMELINE = """
    SELECT time, 1 AS is_grading, id, 'grading' AS kind, '' AS detail, verdict, score
    FROM gradings WHERE kata = :kata AND own
    UNION ALL SELECT time, 0, id, kind, detail, '', 0
    FROM events WHERE kata = :kata AND kind != 'kept'
    ORDER BY time, is_grading, id
"""


@dataclass(frozen=True)
class Round:
    """A part of the timeline: `seen_from_start` where it begins with a blank stub."""

    times: list[datetime]
    hints: list[str]
    peeked: bool
    seen_from_start: bool
    accepted: bool


def timeline(connection: sqlite3.Connection, kata: str) -> list[sqlite3.Row]:
    """What counts of a person's doings with a kata, oldest first."""
    return connection.execute(TIMELINE, {"kata": kata}).fetchall()


def present(rows: list[sqlite3.Row]) -> Round:
    """The round that a timeline ends with."""
    first = 0
    accepted = False
    for position, row in enumerate(rows):
        if accepted and row["kind"] == "begin":
            first, accepted = position, False
        accepted = accepted or row["verdict"] == "accepted"
    kept = rows[first:]
    return Round(
        times=[datetime.fromisoformat(row["time"]) for row in kept],
        hints=[row["detail"] for row in kept if row["kind"] == "hint"],
        peeked=any(row["kind"] == "peek" for row in kept),
        seen_from_start=bool(kept) and kept[0]["kind"] == "begin",
        accepted=accepted,
    )
