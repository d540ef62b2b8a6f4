"""The file of a batch's results: one JSON object a line, whole or not there at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Result = dict[str, Any]


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
        if path.exists() and not resume:
            raise ResultsError(f"{path} is there already; go on with --resume, or name another")
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
        try:
            self._fd = os.open(path, flags, 0o644)
        except OSError as error:
            raise ResultsError(f"{path} cannot be written: {error.strerror}") from None
        try:
            self._cut_off_half_a_line()
            for result in read(path):
                self.done.add(result["id"])
                self.seed = result.get("seed", self.seed)
        except BaseException:
            os.close(self._fd)
            raise

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: object) -> None:
        os.fsync(self._fd)
        os.close(self._fd)

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
        size = os.fstat(self._fd).st_size
        end = size
        while end and os.pread(self._fd, 1, end - 1) != b"\n":
            end -= 1
        if end < size:
            os.ftruncate(self._fd, end)


def read(path: Path) -> Iterator[Result]:
    """The results in a file, one after another; raises ResultsError at a line that is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                result = json.loads(line)
                known = isinstance(result, dict) and isinstance(result["id"], str)
            except (ValueError, KeyError):
                known = False
            if not known:
                raise ResultsError(f"{path}:{number}: not a batch's result; name another file")
            yield result
