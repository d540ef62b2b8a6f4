"""The stub of a kata on disk: blank again, or an earlier version; what stood there is kept."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import tokenize
from pathlib import Path

from dojo import stubs
from dojo.catalog import Kata
from dojo.practice.progress import Progress


class StubError(Exception):
    """The stub cannot be read or written; the message is one line, and nothing has changed."""


def blank(kata: Kata) -> str:
    """The stub as it is before anybody has filled it in."""
    return stubs.cut(kata.files.solution.read_text("utf-8"))


def present(kata: Kata) -> str | None:
    """The stub's text, None where there is no such file."""
    try:
        with tokenize.open(kata.files.stub) as file:  # honours a coding cookie, as Python does
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise StubError(
            f"{shown(kata)} cannot be read, so it cannot be kept ({error}); move it away first"
        ) from None


def shown(kata: Kata) -> str:
    """The stub's path as a person types it."""
    return os.path.relpath(kata.files.stub)


def is_begun(kata: Kata) -> bool:
    """Whether the stub differs from the blank one."""
    try:
        return present(kata) != blank(kata)
    except StubError:
        return True


def reset(progress: Progress, kata: Kata) -> bool:
    """Put the blank stub there, for a new round; whether what stood there was newly kept."""
    kept = replace(progress, kata, blank(kata))
    progress.begin(kata.name)
    return kept


def replace(progress: Progress, kata: Kata, text: str) -> bool:
    """Put this text there at once; whether what stood there was newly kept in the history."""
    before = present(kata)
    keep = before is not None and before not in (text, blank(kata))
    kept = keep and progress.keep(kata.name, before or "")
    _write(kata.files.stub, text)
    return kept


def _write(path: Path, text: str) -> None:
    """Replace a file in one step: a reader, or a kill, finds the old text or the new one."""
    target = path.resolve()  # where the stub is a link, the link stays
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(text.encode("utf-8")).readline)
        descriptor, name = tempfile.mkstemp(".tmp", f".{target.name}.", target.parent)
        try:
            with open(descriptor, "w", encoding=encoding, newline="\n") as file:
                file.write(text)
            if target.exists():
                shutil.copymode(target, name)
            else:
                os.chmod(name, 0o644)  # mkstemp's own would shut out the rest of a class
            os.replace(name, target)
        except BaseException:
            os.unlink(name)
            raise
    except (OSError, SyntaxError, UnicodeEncodeError) as error:
        raise StubError(f"{path} cannot be written: {error}") from None
