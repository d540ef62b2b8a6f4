"""What is remembered as JSON lines: one object a line, a grading or an event."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from typing import Any, TextIO

from dojo.practice.database import ProgressError

SCHEMA = 1  # of the lines: fields are added, never renamed, within it
EVENTS = ("begin", "hint", "peek", "kept")
# The columns of each table, with the types that a line may give them. `list` and `dict` are kept
# as JSON texts.
COLUMNS: dict[str, dict[str, tuple[type, ...]]] = {
    "grading": {
        "uid": (str,), "kata": (str,), "time": (str,), "attempt": (str,), "own": (bool,),
        "source": (str,), "verdict": (str,), "score": (int,), "seed": (int,),
        "seconds": (int, float), "hints": (int,), "peeked": (bool,), "rating": (int, type(None)),
        "checks": (list,), "diagnoses": (list,), "versions": (dict,),
    },
    "event": {"uid": (str,), "kata": (str,), "time": (str,), "kind": (str,), "detail": (str,)},
}  # fmt: skip


def export(connection: sqlite3.Connection, stream: TextIO) -> int:
    """Write every grading and event, by time; returns how many lines that made."""
    rows = [line for type_ in COLUMNS for line in _lines(connection, type_)]
    for line in sorted(rows, key=lambda line: (line["time"], line["uid"])):
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    return len(rows)


def _lines(connection: sqlite3.Connection, type_: str) -> Iterator[dict[str, Any]]:
    columns = COLUMNS[type_]
    for row in connection.execute(f"SELECT {', '.join(columns)} FROM {type_}s"):
        line: dict[str, Any] = {"schema": SCHEMA, "type": type_}
        for name, types in columns.items():
            value = row[name]
            if types[0] in (list, dict):
                value = json.loads(value)
            line[name] = bool(value) if types[0] is bool else value
        yield line


def load(connection: sqlite3.Connection, stream: Iterable[str]) -> tuple[int, set[str]]:
    """Add the lines that are not there yet; how many that were, and the katas that they are of.

    Raises ProgressError with the number of the first bad line, having added nothing. Runs inside
    the caller's transaction.
    """
    lines = [read_line(text, number) for number, text in enumerate(stream, 1) if text.strip()]
    added, katas = 0, set()
    for type_, values in lines:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        done = connection.execute(
            f"INSERT OR IGNORE INTO {type_}s ({names}) VALUES ({marks})", list(values.values())
        )
        added += done.rowcount
        if done.rowcount:
            katas.add(values["kata"])
    return added, katas


def read_line(text: str, number: int) -> tuple[str, dict[str, Any]]:
    """One line as its type and the values of its table's columns."""

    def refuse(why: str) -> ProgressError:
        return ProgressError(f"line {number}: {why}; nothing was imported")

    try:
        line = json.loads(text)
    except ValueError as error:
        raise refuse(f"not JSON: {error}") from None
    if not isinstance(line, dict) or line.get("type") not in COLUMNS:
        raise refuse("no grading and no event; give a file that `export` wrote")
    if line.get("schema") != SCHEMA:
        raise refuse(f"schema {line.get('schema')!r}, this version reads {SCHEMA}")
    values: dict[str, Any] = {}
    for name, types in COLUMNS[line["type"]].items():
        value = line.get(name)
        # A bool is an int to Python, and not to us.
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            raise refuse(f"{name} is {value!r:.60}; give {' or '.join(t.__name__ for t in types)}")
        values[name] = json.dumps(value) if isinstance(value, (list, dict)) else value
    try:
        values["time"] = as_text(datetime.fromisoformat(values["time"]))
    except ValueError as error:
        raise refuse(f"time is {values['time']!r:.60}: {error}") from None
    if line["type"] == "event" and values["kind"] not in EVENTS:
        raise refuse(f"kind is {values['kind']!r:.60}; give one of {', '.join(EVENTS)}")
    if values.get("rating") not in (None, 1, 2, 3, 4):
        raise refuse(f"rating is {values['rating']}; give null, 1, 2, 3 or 4")
    return line["type"], values


def as_text(time: datetime) -> str:
    """A time in UTC, in the one form whose texts sort as the times do."""
    if time.tzinfo is None:
        raise ValueError("it names no time zone")
    return time.astimezone(timezone.utc).isoformat(timespec="microseconds")
