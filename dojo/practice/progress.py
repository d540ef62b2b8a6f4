"""What a person has done: every grading, hint and peek, in one SQLite file.

Open it, use it, close it: a connection must not be carried over a fork. What is written is on disk
when the method returns, so a killed process loses nothing but the grading under way.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from dojo import catalog
from dojo.practice import database, records, rounds, schedule
from dojo.practice.database import ProgressError
from dojo.practice.rounds import Round
from dojo.report.standing import Standing, Status, day

if TYPE_CHECKING:
    from dojo.judge.verdict import Grading

HISTORY = """
    SELECT time, attempt, own, source, verdict, score, hints, peeked, checks, diagnoses, id
    FROM gradings WHERE kata = :kata
    UNION ALL SELECT time, '', 1, detail, 'kept', NULL, 0, 0, '[]', '[]', id
    FROM events WHERE kata = :kata AND kind = 'kept'
    ORDER BY time, id
"""


@dataclass(frozen=True)
class Record:
    """One version of an attempt: graded, or (verdict "kept", score None) kept before a reset.

    number: its place in the kata's history, from 1. checks: objects with id, outcome and message.
    diagnoses: objects with name, mistake, repair and checks.
    """

    number: int
    kata: str
    time: datetime
    attempt: str
    own: bool
    source: str
    verdict: str
    score: int | None
    hints: int
    peeked: bool
    checks: list[dict[str, Any]]
    diagnoses: list[dict[str, Any]]


class Progress:
    """The memory of the practice loop. Use as a context manager."""

    def __init__(
        self, connection: sqlite3.Connection, now: Callable[[], datetime] | None = None
    ) -> None:
        self._connection = connection
        self._now = now or (lambda: datetime.now(timezone.utc))

    @classmethod
    def open(cls, path: Path | None = None, now: Callable[[], datetime] | None = None) -> Progress:
        """Open the file, making it if need be; raises ProgressError where that is not possible."""
        return cls(database.open_database(path or database.default_path()), now)

    @classmethod
    def read(cls, path: Path | None = None, now: Callable[[], datetime] | None = None) -> Progress:
        """As `open`, for commands that only read: where there is no file, it makes none."""
        path = path or database.default_path()
        return cls.open(path, now) if path.exists() else cls(database.in_memory(), now)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def record(self, grading: Grading, source: str, own: bool) -> Standing:
        """Remember a grading; own: it was of the kata's stub, so that it counts.

        The first acceptance of a round schedules the kata; later ones in the round do not.
        """
        kata = grading.kata
        with self._writing():
            present = self._round(kata)
            now = self._now()
            rating = None
            if own and grading.kind.value == "accepted" and not present.accepted:
                rating = _rating(grading, present, now)
            values: dict[str, Any] = {
                "uid": uuid.uuid4().hex, "kata": kata, "time": records.as_text(now),
                "attempt": grading.attempt.encode(errors="replace").decode(),
                "own": own, "source": source,
                "verdict": grading.kind.value, "score": grading.score, "seed": grading.seed,
                "seconds": grading.seconds["total"],
                "hints": len(present.hints) if own else 0, "peeked": own and present.peeked,
                "rating": rating,
                "checks": json.dumps([
                    {"id": c.id, "device": c.device, "outcome": c.outcome.value,
                     "message": c.message} for c in grading.checks
                ]),
                "diagnoses": json.dumps([
                    {"name": d.name, "mistake": d.mistake, "repair": d.repair,
                     "checks": list(d.checks)} for d in grading.diagnoses
                ]),
                "versions": json.dumps(grading.versions),
            }  # fmt: skip
            marks = ", ".join("?" * len(values))
            self._connection.execute(
                f"INSERT INTO gradings ({', '.join(values)}) VALUES ({marks})",
                list(values.values()),
            )
            if rating is not None:
                self._schedule(kata)
        return self.standing(kata)

    def begin(self, kata: str) -> None:
        """The stub is blank again: a new round, where the one before ended with an acceptance.

        Where it did not, the round goes on: its hints are not forgotten by starting over.
        """
        self._event(kata, "begin")

    def take_hint(self, kata: str, which: str = "") -> int:
        """Remember that a hint was given; how many that makes in this round."""
        self._event(kata, "hint", which)
        return len(self._round(kata).hints)

    def hints_taken(self, kata: str) -> list[str]:
        """The hints given in this round, in order, as `take_hint` was told."""
        return self._round(kata).hints

    def peek(self, kata: str) -> None:
        """Remember that the solution was looked at."""
        self._event(kata, "peek")

    def keep(self, kata: str, source: str) -> bool:
        """Put a version of the stub that was not graded into the history, unless it is there."""
        if any(record.source == source for record in self.history(kata)):
            return False
        self._event(kata, "kept", source)
        return True

    def standing(self, kata: str) -> Standing:
        """Where the person stands with a kata; only gradings of its own stub count."""
        rows = rounds.timeline(self._connection, kata)
        times = [datetime.fromisoformat(row["time"]) for row in rows]
        scores = [row["score"] for row in rows if row["kind"] == "grading"]
        card = self._connection.execute("SELECT due FROM cards WHERE kata = ?", (kata,)).fetchone()
        due = datetime.fromisoformat(card["due"]) if card else None
        if any(row["verdict"] == "accepted" for row in rows):
            # By the day, where the person is: what is due tonight can be practised this morning.
            is_due = due is not None and day(due) <= day(self._now())
            status = Status.DUE if is_due else Status.ACCEPTED
        else:
            status = Status.BEGUN if rows else Status.NEW
        present = rounds.present(rows)
        return Standing(
            kata=kata,
            status=status,
            best=max(scores, default=None),
            spent_s=schedule.spent(times).total_seconds(),
            last=times[-1] if times else None,
            due=due,
            hints=len(present.hints),
            peeked=present.peeked,
            round_accepted=present.accepted,
        )

    def history(self, kata: str) -> list[Record]:
        """Every version of an attempt at this kata, oldest first."""
        rows = self._connection.execute(HISTORY, {"kata": kata})
        return [_record(kata, number, row) for number, row in enumerate(rows, 1)]

    def last(self, kata: str) -> Record | None:
        """The last grading of the kata's own stub."""
        graded = [r for r in self.history(kata) if r.own and r.score is not None]
        return graded[-1] if graded else None

    def export(self, stream: TextIO) -> int:
        """Write everything as JSON lines; how many."""
        return records.export(self._connection, stream)

    def load(self, stream: Iterable[str]) -> int:
        """Add the JSON lines that are not there yet; how many. All of them, or ProgressError."""
        try:
            with self._writing():
                added, katas = records.load(self._connection, stream)
                for kata in katas:
                    self._schedule(kata)
        except (OverflowError, UnicodeError) as error:  # a number, date or text beyond SQLite
            raise ProgressError(f"{error}; nothing was imported") from None
        return added

    def _event(self, kata: str, kind: str, detail: str = "") -> None:
        values = (uuid.uuid4().hex, kata, records.as_text(self._now()), kind, detail)
        with self._writing():
            self._connection.execute(
                "INSERT INTO events (uid, kata, time, kind, detail) VALUES (?, ?, ?, ?, ?)", values
            )

    def _round(self, kata: str) -> Round:
        return rounds.present(rounds.timeline(self._connection, kata))

    def _schedule(self, kata: str) -> None:
        rows = self._connection.execute(
            "SELECT time, rating FROM gradings WHERE kata = ? AND own AND rating NOTNULL "
            "ORDER BY time",
            (kata,),
        )
        ratings = [
            (datetime.fromisoformat(row["time"]), schedule.Rating(row["rating"])) for row in rows
        ]
        if ratings:
            state, due = schedule.review(ratings)
            self._connection.execute(
                "INSERT OR REPLACE INTO cards (kata, state, due) VALUES (?, ?, ?)",
                (kata, state, records.as_text(due)),
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, from its first read on: two graders take turns."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise ProgressError(f"progress cannot be written: {error}") from None


def remember(grading: Grading, source: str, own: bool) -> Standing | None:
    """Record a grading; where that fails, one line on stderr and None: the verdict stands."""
    try:
        with Progress.open() as progress:
            return progress.record(grading, source, own)
    except (ProgressError, sqlite3.Error, OSError, ImportError) as error:
        print(f"grader: this grading is not remembered: {error}", file=sys.stderr)
        return None


def _rating(grading: Grading, present: Round, now: datetime) -> schedule.Rating:
    minutes = catalog.load(grading.kata).minutes
    pace = schedule.pace([*present.times, now], present.seen_from_start, minutes)
    return schedule.rate(grading.score, pace, len(present.hints), present.peeked)


def _record(kata: str, number: int, row: sqlite3.Row) -> Record:
    return Record(
        number=number,
        kata=kata,
        time=datetime.fromisoformat(row["time"]),
        attempt=row["attempt"],
        own=bool(row["own"]),
        source=row["source"],
        verdict=row["verdict"],
        score=row["score"],
        hints=row["hints"],
        peeked=bool(row["peeked"]),
        checks=json.loads(row["checks"]),
        diagnoses=json.loads(row["diagnoses"]),
    )
