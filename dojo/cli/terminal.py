"""What the commands share: exit statuses, the error for wrong usage, and the terminal."""

from __future__ import annotations

import io
import sys

from rich.console import Console

EXIT_ACCEPTED, EXIT_NOT_ACCEPTED, EXIT_USAGE, EXIT_JUDGE, EXIT_INTERRUPTED = 0, 1, 2, 3, 130


class UsageError(Exception):
    """What was typed cannot be carried out; the message says what to type instead."""


def make_console() -> Console:
    # A sign that the terminal's encoding lacks must not cost the verdict.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    # Not a terminal: 80 columns, whatever the last one had; rich drops the colours by itself.
    return Console(width=None if sys.stdout.isatty() else 80, highlight=False, markup=False)
