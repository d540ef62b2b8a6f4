"""The file of a batch's results: one JSON object a line, whole or not there at all."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Result = dict[str, Any]
START = b'{"id": '  # of every line


class ResultsError(Exception):
    """The results' file is not what it should be; the message says what to do."""


class Results:
    """Appends results to a file; use as a context manager.

    resume: go on with a file that is there. `done` are the ids that it holds then, and `seed` the
    one that its attempts were graded with (None: nothing was graded yet).
    """

    def __init__(self, path: Path, resume: bool) -> None:
        self.path = path
        self.done: set[str] = set()
        self.seed: int | None = None
        self.repeated = 0  # attempts left out, as one of this run had their id
        self._is_new = not path.exists() and not path.is_symlink()
        if path.exists() and not resume:
            raise ResultsError(f"{path} is there already; go on with --resume, or name another")
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        try:
            self._fd = os.open(path, flags, 0o644)
        except OSError as error:
            raise ResultsError(f"{path} cannot be written: {error.strerror}") from None
        try:
            if not stat.S_ISREG(os.fstat(self._fd).st_mode):
                raise ResultsError(f"{path} is no regular file; name another")
            self._lock()
            for result in read(path):
                self.done.add(result["id"])
                self.seed = result.get("seed", self.seed)
            self._cut_off_half_a_line()
        except BaseException:
            os.close(self._fd)
            raise

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: object) -> None:
        os.fsync(self._fd)
        is_empty = not os.fstat(self._fd).st_size
        os.close(self._fd)
        if is_empty and self._is_new:  # nothing was graded: leave nothing in the way
            self.path.unlink(missing_ok=True)

    def write(self, result: Result) -> None:
        """Append one result, and note its id."""
        line = (json.dumps(result, allow_nan=False) + "\n").encode()
        before = os.fstat(self._fd).st_size
        try:
            written = os.write(self._fd, line)
            if written < len(line):  # the disk is full
                raise OSError(None, "only a part of a line fitted")
        except OSError as error:
            os.ftruncate(self._fd, before)
            raise ResultsError(
                f"{self.path}: {error.strerror}; what is there is whole: go on with --resume"
            ) from None
        self.done.add(result["id"])

    def _cut_off_half_a_line(self) -> None:
        """A machine that lost its power may have left one; the attempt is graded again."""
        with self.path.open("rb") as file:
            whole = sum(len(line) for line in file if line.endswith(b"\n"))
        os.ftruncate(self._fd, whole)

    def _lock(self) -> None:
        if sys.platform == "win32":
            return
        import fcntl

        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ResultsError(f"{self.path} is being written by another batch") from None


def read(path: Path) -> Iterator[Result]:
    """The results in a file, one after another; half a line at its end is none.

    Raises ResultsError at a line that is no result.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                line = line.rstrip(b"\0")  # what a file system may leave there, too
                if line[: len(START)] == START[: len(line)]:
                    return
            try:
                result = json.loads(line)
                known = isinstance(result, dict) and isinstance(result["id"], str)
                known = known and "verdict" in result
            except (ValueError, KeyError, RecursionError):
                known = False
            if not known:
                raise ResultsError(f"{path}:{number}: not a batch's result; name another file")
            yield result
