"""Interviews in the progress database: each event is on disk before anything is made of it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from dojo import catalog
from dojo.catalog import Kata
from dojo.interview.record import Event, Record
from dojo.practice import database
from dojo.practice.database import ProgressError


class Store:
    """Reads and writes interviews. Use as a context manager, from one thread."""

    def __init__(self, path: Path | None = None) -> None:
        self._connection = database.open_database(path or database.default_path())

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def begin(
        self, kata: Kata, started: float, minutes: int, seed: int, file: Path, panel: int | None
    ) -> Record:
        values = (kata.name, started, minutes, seed, str(file), panel)
        done = self._write(
            "INSERT INTO interviews (kata, started, minutes, seed, file, panel) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            values,
        )
        return Record(int(done.lastrowid or 0), kata, started, minutes, seed, file, panel)

    def append(self, record: Record, event: Event) -> None:
        """Write an event, and add it to the record."""
        self._write(
            "INSERT INTO interview_events (interview, time, kind, data) VALUES (?, ?, ?, ?)",
            (record.id, event.time, event.kind, json.dumps(event.data)),
        )
        record.events.append(event)

    def refresh(self, record: Record) -> bool:
        """Take in what another process has written meanwhile; whether there was anything."""
        query = "SELECT count(*) FROM interview_events WHERE interview = ?"
        (count,) = self._connection.execute(query, (record.id,)).fetchone()
        if count == len(record.events):
            return False
        record.events = self._events(record.id)
        return True

    def load(self, number: int) -> Record:
        """One interview; raises ProgressError where there is none of that number."""
        rows = self._connection.execute("SELECT * FROM interviews").fetchall()
        found = next((row for row in rows if row["id"] == number), None)
        if found is None:
            raise ProgressError(f"there is no interview {number}; see: grader.py interview --list")
        return self._record(found)

    def all(self) -> list[Record]:
        """Every interview on a kata that is still there, oldest first."""
        rows = self._connection.execute("SELECT * FROM interviews ORDER BY id").fetchall()
        names = set(catalog.kata_names())
        return [self._record(row) for row in rows if row["kata"] in names]

    def unfinished(self) -> Record | None:
        """The last interview that has not ended."""
        return next((each for each in reversed(self.all()) if not each.finished), None)

    def _record(self, row: sqlite3.Row) -> Record:
        return Record(
            id=row["id"],
            kata=catalog.load(row["kata"]),
            started=row["started"],
            minutes=row["minutes"],
            seed=row["seed"],
            file=Path(row["file"]),
            panel=row["panel"],
            events=self._events(row["id"]),
        )

    def _events(self, number: int) -> list[Event]:
        rows = self._connection.execute(
            "SELECT time, kind, data FROM interview_events WHERE interview = ? ORDER BY id",
            (number,),
        )
        return [Event(row["time"], row["kind"], json.loads(row["data"])) for row in rows]

    def _write(self, statement: str, values: tuple[Any, ...]) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise ProgressError(f"the interview cannot be written: {error}") from None
