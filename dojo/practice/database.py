"""The SQLite file of what is remembered: where it is, its schema, and opening it safely."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from dojo import catalog

BUSY_TIMEOUT_S = 10.0
# Each migration takes the schema one number up (PRAGMA user_version). Append; never edit one.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # own: it was the kata's stub, so it counts. rating: set where it ended a round.
        """CREATE TABLE gradings (
            id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, kata TEXT NOT NULL,
            time TEXT NOT NULL, attempt TEXT NOT NULL, own INTEGER NOT NULL, source TEXT NOT NULL,
            verdict TEXT NOT NULL, score INTEGER NOT NULL, seed INTEGER NOT NULL,
            seconds REAL NOT NULL, hints INTEGER NOT NULL, peeked INTEGER NOT NULL, rating INTEGER,
            checks TEXT NOT NULL, diagnoses TEXT NOT NULL, versions TEXT NOT NULL)""",
        # kind: begin (a blank stub), hint (detail: which), peek, kept (detail: a stub's text)
        """CREATE TABLE events (
            id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, kata TEXT NOT NULL,
            time TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL)""",
        # What the ratings of the gradings lead to; can be made anew from them.
        "CREATE TABLE cards (kata TEXT PRIMARY KEY, state TEXT NOT NULL, due TEXT NOT NULL)",
        "CREATE INDEX gradings_by_kata ON gradings (kata, time)",
        "CREATE INDEX events_by_kata ON events (kata, time)",
    ),
    (
        # Times of interviews are seconds since the epoch. panel: the first one's id, in a loop.
        """CREATE TABLE interviews (
            id INTEGER PRIMARY KEY, kata TEXT NOT NULL, started REAL NOT NULL,
            minutes INTEGER NOT NULL, seed INTEGER NOT NULL, file TEXT NOT NULL, panel INTEGER)""",
        # data: JSON
        """CREATE TABLE interview_events (
            id INTEGER PRIMARY KEY, interview INTEGER NOT NULL, time REAL NOT NULL,
            kind TEXT NOT NULL, data TEXT NOT NULL)""",
        "CREATE INDEX interview_events_by_interview ON interview_events (interview, id)",
    ),
)
TABLES = {"gradings", "events", "cards", "interviews", "interview_events"}


class ProgressError(Exception):
    """What is remembered cannot be read or written; the message is one line."""


class _Damaged(Exception):
    """The file is no database of ours; the message says how that shows."""


def default_path() -> Path:
    """`.dojo/progress.db` at the repository's root; DOJO_HOME names another folder."""
    home = os.environ.get("DOJO_HOME")
    return (Path(home).expanduser() if home else catalog.ROOT / ".dojo") / "progress.db"


def open_database(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode, on the newest schema; makes file and folder if need be.

    A damaged file is renamed, told on stderr, and a new one begun. Raises ProgressError where the
    file was written by a newer version (it is left alone), or cannot be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        identity = _identity(path)
        try:
            return _connect(path)
        except _Damaged as damage:
            aside = _set_aside(path, identity)
            kept = f"kept as {aside.name}" if aside else "already set aside"
            print(f"grader: {path} is damaged ({damage}); {kept}, begun anew", file=sys.stderr)
            return _connect(path)
    except (sqlite3.Error, OSError, _Damaged) as error:
        raise ProgressError(f"{path} cannot be opened: {error}; DOJO_HOME moves it") from None


def _connect(path: str | Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise _Damaged(" ".join(found.split()))
            _refuse_newer(connection, path)
            _use_wal(connection)
            migrate(connection)
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if missing := TABLES - {row["name"] for row in names}:
                raise _Damaged(f"it has no table {min(missing)}")
        except sqlite3.OperationalError:
            raise  # locked, full, not to be written: the file is well, the access is not
        except sqlite3.DatabaseError as error:
            raise _Damaged(error) from None
    except BaseException:
        connection.close()
        raise
    return connection


def in_memory() -> sqlite3.Connection:
    """An empty database that leaves no file."""
    return _connect(":memory:")


def _refuse_newer(connection: sqlite3.Connection, path: str | Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise ProgressError(
            f"{path} has schema {version}, this version knows {len(MIGRATIONS)}; "
            "update the repository (git pull), or set DOJO_HOME to another folder"
        )


def _use_wal(connection: sqlite3.Connection) -> None:
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            # SQLite does not wait by itself while another process makes this very switch.
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    connection.execute("PRAGMA synchronous = NORMAL")  # with WAL, a killed process loses nothing


def migrate(
    connection: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS
) -> None:
    """Take the schema to the newest number, all in one transaction."""
    if connection.execute("PRAGMA user_version").fetchone()[0] >= len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: another process may have migrated while this one waited for the lock.
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {max(version, len(migrations))}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _identity(path: Path) -> int | None:
    return path.stat().st_ino if path.exists() else None


def _set_aside(path: Path, identity: int | None) -> Path | None:
    """Rename the file, with its write-ahead log; None where another process has just done so."""
    if _identity(path) != identity:
        return None
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S%fZ")
    aside = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside
