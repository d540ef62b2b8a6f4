"""One page on the terminal, drawn over the one before."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from rich.console import Console
from rich.text import Text

HOME, CLEAR_LINE, CLEAR_BELOW = "\x1b[H", "\x1b[K", "\x1b[J"

Body = Callable[[Console], None]


class Screen:
    """Shows a body above a status line and a line of keys, one page of it where keys can turn it.

    Where the output is no terminal, each new body is printed below the last.
    """

    def __init__(self, console: Console, has_keys: bool) -> None:
        self._console = console
        self._has_keys = has_keys
        self._page = 0
        self._printed = ""
        self._live = (
            console.is_terminal and not console.is_dumb_terminal and not console.legacy_windows
        )

    def __enter__(self) -> Screen:
        if self._live:
            self._write("\n" * (self._console.height - 1))  # what stands there moves up, not away
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            with contextlib.suppress(OSError):  # the terminal has gone
                self._write("\n")

    def turn(self, page: int | None = None) -> None:
        """Go to a page, the next one by default; after the last comes the first."""
        self._page = self._page + 1 if page is None else page

    def show(self, body: Body, status: str, keys: str) -> None:
        """Draw the body, in at most the terminal's size."""
        if not self._live:
            text = self._captured(body)
            if self._has_keys and not self._printed:
                self._write(f"Keys: {keys}\n")
            if text != self._printed:
                self._printed = text
                self._write(text + "\n")
            return
        width = self._console.width
        whole = Text.from_ansi(self._captured(body).rstrip("\n"))
        rows = list(whole.wrap(self._console, width))
        if self._has_keys:
            size = max(self._console.height - 3, 1)
            pages = -(-len(rows) // size)
            self._page %= pages
            first = self._page * size
            if pages > 1:
                status = f"page {self._page + 1} of {pages} (space), {status}"
            rows = rows[first : first + size]
            rows += [Text()] * (size - len(rows))
        rows += [Text(), Text(status, style="dim")]
        if self._has_keys:
            rows.append(_keys(keys))
        drawn = "\n".join(CLEAR_LINE + self._row(row) for row in rows)
        self._write(HOME + drawn + CLEAR_BELOW)

    def _captured(self, body: Body) -> str:
        with self._console.capture() as capture:
            body(self._console)
        return capture.get()

    def _row(self, row: Text) -> str:
        with self._console.capture() as capture:
            self._console.print(row, end="", no_wrap=True, overflow="ellipsis")
        return capture.get()

    def _write(self, text: str) -> None:
        self._console.file.write(text)
        self._console.file.flush()


def _keys(keys: str) -> Text:
    line = Text(keys)
    line.highlight_regex(r"(?:^|  )\S ", "bold reverse")
    return line
