"""Keys typed at a terminal, each as it is pressed, without Enter."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

if sys.platform != "win32":
    import termios
    import tty


class Keys:
    """Reports each key from another thread, and "" when the terminal has gone.

    Use as a context manager: leaving it gives the terminal back as it was. Where standard input is
    no terminal there are no keys.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._before: list[Any] | None = None
        self.available = (
            sys.platform != "win32" and sys.stdin is not None and sys.stdin.isatty()
        )  # fmt: skip

    def __enter__(self) -> Keys:
        if self.available:
            self._before = termios.tcgetattr(sys.stdin)
            self.resume()
            threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            with contextlib.suppress(termios.error):  # the terminal has gone
                termios.tcsetattr(sys.stdin, termios.TCSANOW, self._before)

    def resume(self) -> None:
        """Take the terminal again; a shell that had it in between has set it to its own liking."""
        if self.available:
            with contextlib.suppress(termios.error):
                tty.setcbreak(sys.stdin, termios.TCSANOW)

    def _read(self) -> None:
        while True:
            try:
                typed = os.read(sys.stdin.fileno(), 1024)
            except OSError:
                typed = b""
            if not typed.startswith(b"\x1b"):  # arrows and function keys are several bytes
                for key in typed.decode(errors="ignore"):
                    self._report(key)
            if not typed:
                self._report("")
                return
