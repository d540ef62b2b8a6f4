"""A program's lines, as Python numbers them: what else ends a line of text ends none there."""

from __future__ import annotations

import io


def lines_of(source: str) -> list[str]:
    """The lines with their ends; a form feed or U+2028, which splitlines() goes by, ends none."""
    return io.StringIO(source, newline=None).readlines()
