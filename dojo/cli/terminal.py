"""What the commands share: exit statuses, the error for wrong usage, and the terminal."""

from __future__ import annotations

import io
import sys

from rich.console import Console

EXIT_ACCEPTED, EXIT_NOT_ACCEPTED, EXIT_USAGE, EXIT_JUDGE, EXIT_INTERRUPTED = 0, 1, 2, 3, 130


class UsageError(Exception):
    """What was typed cannot be carried out; the message says what to type instead."""


PLAIN_COLUMNS = 100_000  # no line of --plain is folded or cut; the reader's own tool does that


def make_console(plain: bool = False) -> Console:
    """Where to print; plain: as --plain asks, no colour and no layout even on a terminal."""
    # A sign that the terminal's encoding lacks must not cost the verdict.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if plain:
        return Console(
            width=PLAIN_COLUMNS,
            color_system=None,
            force_terminal=False,
            highlight=False,
            markup=False,
        )
    # Not a terminal: 80 columns, whatever the last one had; rich drops the colours by itself.
    return Console(width=None if sys.stdout.isatty() else 80, highlight=False, markup=False)
