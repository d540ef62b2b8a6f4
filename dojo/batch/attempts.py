"""Attempts to be graded together: out of files, folders, zip files and JSON lines.

All of it is a stranger's: nothing is extracted to disk, links are not followed, and no more is
read of anything than the judge would take.
"""

from __future__ import annotations

import functools
import io
import json
import os
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dojo import catalog

MAX_BYTES = 1 << 20  # four times the characters of the longest source that is graded
MAX_LINE = 4 << 20  # of JSON, where a character may take six bytes
MAX_ID = 1024  # characters
STDIN = "-"
DAMAGED = (zipfile.BadZipFile, NotImplementedError, OSError)
BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # of others zipfile unpacks more than is read


class NoAttempts(Exception):
    """A path that holds no attempts; the message says why."""


@dataclass(frozen=True)
class Attempt:
    """One attempt of many; id: what its result is called by. problem: why it cannot be graded."""

    id: str
    kata: str
    source: str = ""
    problem: str = ""


def held_by(paths: Sequence[str], kata: str | None, stdin: IO[bytes]) -> Iterator[Attempt]:
    """The attempts below each path, in a fixed order; kata: what all are an answer to.

    Without it a file says by its name, or its folder's, which kata it answers. Raises NoAttempts,
    before the first attempt where a path is of no use.
    """
    for path in map(Path, paths):
        if not (str(path) == STDIN or path.is_dir() or path.suffix in _FILES):
            raise NoAttempts(f"{path}: attempts come as .py, .jsonl, .zip or a folder of .py files")
        if str(path) != STDIN and not path.exists():
            raise NoAttempts(f"{path}: no such file or folder")
        try:
            if path.suffix == ".zip" and path.is_file():
                zipfile.ZipFile(path).close()
            elif path.is_file():
                path.open("rb").close()
        except (UnicodeError, *DAMAGED) as error:
            raise NoAttempts(f"{path}: {error}") from None
    return (attempt for path in map(Path, paths) for attempt in _below(path, kata, stdin))


def _below(path: Path, kata: str | None, stdin: IO[bytes]) -> Iterator[Attempt]:
    if str(path) == STDIN:
        return _json_lines(stdin, "standard input", kata)
    return _folder(path, kata) if path.is_dir() else _FILES[path.suffix](path, kata)


def _folder(folder: Path, kata: str | None) -> Iterator[Attempt]:
    closed: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(names):
            if name.endswith(".py") and not name.startswith((".", "__")):
                yield _read_file(Path(place, name), kata)
    for error in closed:
        yield Attempt(str(error.filename), kata or "", problem=f"cannot be read: {error.strerror}")


def _file(path: Path, kata: str | None) -> Iterator[Attempt]:
    yield _read_file(path, kata)


def _read_file(path: Path, kata: str | None) -> Attempt:
    id = path.as_posix()
    try:
        if path.is_symlink() or not path.is_file():
            return Attempt(id, kata or _kata_of(path.parts), problem="not a regular file")
        with path.open("rb") as file:
            return _attempt(id, path.parts, kata, file.read(MAX_BYTES + 1))
    except OSError as error:
        return Attempt(id, kata or "", problem=f"cannot be read: {error.strerror}")


def _zip(path: Path, kata: str | None) -> Iterator[Attempt]:
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda member: member.filename):
            parts = tuple(member.filename.split("/"))
            hidden = any(part.startswith((".", "__")) for part in parts)
            if member.is_dir() or hidden or not parts[-1].endswith(".py"):
                continue
            id = f"{path.as_posix()}/{member.filename}"
            if member.compress_type not in BOUNDED:
                yield Attempt(id, kata or _kata_of(parts), problem="compressed by an odd method")
                continue
            try:
                with archive.open(member) as file:
                    yield _attempt(id, parts, kata, file.read(MAX_BYTES + 1))
            # What zipfile raises for damage, for a password, and for a method it lacks.
            except (zlib.error, EOFError, RuntimeError, ValueError, *DAMAGED) as error:
                yield Attempt(id, kata or "", problem=f"cannot be unpacked: {error}")


def _attempt(id: str, parts: tuple[str, ...], kata: str | None, data: bytes) -> Attempt:
    answered = kata or _kata_of(parts)
    if not answered:
        return Attempt(id, "", problem="neither it nor its folder is named as a kata; use --kata")
    if len(data) > MAX_BYTES:
        return Attempt(id, answered, problem=f"longer than {MAX_BYTES} bytes")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = io.TextIOWrapper(io.BytesIO(data), encoding).read()  # any line ends, as Python
    except (SyntaxError, UnicodeError, LookupError) as error:  # the last: no codec for text
        return Attempt(id, answered, problem=f"cannot be read as Python text: {error}")
    return Attempt(id, answered, text)


@functools.cache
def _katas() -> frozenset[str]:
    return frozenset(catalog.kata_names())


def _kata_of(parts: tuple[str, ...]) -> str:
    names = _katas()
    found = (part.removesuffix(".py") for part in reversed(parts[-2:]))
    return next((name for name in found if name in names), "")


def _json_file(path: Path, kata: str | None) -> Iterator[Attempt]:
    with path.open("rb") as file:
        yield from _json_lines(file, str(path), kata)


def _json_lines(file: IO[bytes], name: str, kata: str | None) -> Iterator[Attempt]:
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE)
            yield Attempt(where, kata or "", problem=f"a line longer than {MAX_LINE} bytes")
        elif line.strip():
            yield _from_json(line, where, kata)


def _from_json(line: bytes, where: str, kata: str | None) -> Attempt:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Attempt(where, kata or "", problem=f"not JSON: {error}")
    if not isinstance(given, dict) or type(given.get("id")) not in (str, int):
        return Attempt(where, kata or "", problem='not an object with an "id"')
    if len(str(given["id"])) > MAX_ID:
        return Attempt(where, kata or "", problem=f'"id" has more than {MAX_ID} characters')
    id, answered, source = str(given["id"]), kata or given.get("kata"), given.get("source")
    if not isinstance(source, str):
        return Attempt(id, kata or "", problem='"source" is no text')
    if len(source) > MAX_BYTES:
        return Attempt(id, kata or "", problem=f"longer than {MAX_BYTES} characters")
    if not isinstance(answered, str):
        return Attempt(id, "", problem='"kata" is no text; --kata names one for all')
    if answered not in _katas():
        return Attempt(id, "", problem=f"no kata is called {answered[:80]!r}")
    return Attempt(id, answered, source)


_FILES: dict[str, Callable[[Path, str | None], Iterator[Attempt]]] = {
    ".py": _file,
    ".zip": _zip,
    ".jsonl": _json_file,
    ".ndjson": _json_file,
}
